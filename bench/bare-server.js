/** What everything is measured against: node:http, which reads the body and answers 1 KB of JSON, or as many bytes as its argument says. */
import { createServer } from 'node:http';

const [, , size] = process.argv;
const body = size === undefined ? JSON.stringify({ padding: 'x'.repeat(1008) }) : Buffer.alloc(Number(size), 'x');

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    Buffer.concat(chunks);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  });
});

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.on('SIGTERM', () => process.exit(0));
