/**
 * npm run bench [-- --quick] [-- --only <word>]
 * The README's figures: tinsmith side by side with a bare node:http server, and with DynamoDB Local, in the same run.
 * Exits 1 when a goal is missed, DynamoDB Local's figures among them.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { tableCalls } from './big-table.js';
import { measureBulkLoad } from './bulk-load.js';
import { whyNoDynamodbLocal } from './dynamodb-local.js';
import type { Figure } from './figure.js';
import { measureLongPolls } from './long-polls.js';
import { measureQueueCycles } from './queue-cycles.js';
import { measureDeletes } from './s3-deletes.js';
import { measureLargeObject } from './s3-large-object.js';
import { measureListing } from './s3-listing.js';
import { measureScan } from './scan.js';
import { scenarios } from './scenarios.js';
import { measureStartUp } from './start-up.js';
import { measureState } from './state.js';
import { measureDurableMemory, measureTableMemory } from './table-memory.js';
import { closeTables, measureTableCall } from './tables.js';
import { measureThroughput } from './throughput.js';
import { measureTopics } from './topics.js';
import { measureUpload, uploads } from './upload.js';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' } } });
const rounds = values.quick ? 3 : 7;
const effort = { rounds, seconds: values.quick ? 0.7 : 1 };

execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { stdio: 'inherit' });

const measurements: readonly (readonly [name: string, measure: () => Promise<readonly Figure[]>])[] = [
  ['start', () => measureStartUp(rounds)],
  ['state', () => measureState(rounds)],
  ...uploads(rounds).map((upload) => [upload.name, async () => [await measureUpload(upload)]] as const),
  ...scenarios.map((scenario) => [scenario.name, async () => [await measureThroughput(scenario, effort)]] as const),
  ['SQS cycle', () => measureQueueCycles(effort)],
  ['SQS long polls', () => measureLongPolls(values.quick ? 2 : 5)],
  ['SNS Publish', () => measureTopics(effort)],
  ['S3 deletes', () => measureDeletes(rounds)],
  ['S3 listing', () => measureListing(effort, values.quick ? 100_000 : 1_000_000)],
  ['S3 large object', () => measureLargeObject(values.quick ? 1 : 5)],
  ['memory', measureTableMemory],
  ['scan', measureScan],
  ...tableCalls.map((call) => [`tables ${call.name}`, () => measureTableCall(call, effort)] as const),
  ['memory sqlite', measureDurableMemory],
  ['boto3', measureBulkLoad],
];

const skipped = await whyNoDynamodbLocal();
console.log(`node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model}`);
console.log(skipped === undefined ? '' : `DynamoDB Local: skipped: ${skipped}\n`);
console.log('| figure | goal | measured | | DynamoDB Local | |\n| --- | --- | --- | --- | --- | --- |');
let missed = 0;
try {
  for (const [name, measure] of measurements) {
    if (!name.toLowerCase().includes(values.only.toLowerCase())) continue;
    for (const { name, goal, value, detail, dynamodbLocal = '', met } of await measure()) {
      console.log(`| ${name} | ${goal} | ${value} | ${detail} | ${dynamodbLocal} | ${met ? 'met' : 'MISSED'} |`);
      if (!met) missed++;
    }
  }
} finally {
  await closeTables();
}
process.exitCode = missed === 0 ? 0 : 1;
