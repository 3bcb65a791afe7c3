// Plain JavaScript, as start.js is: it runs on every `npm start`, and a TypeScript loader would take longer than all the rest.
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const inputs = ['src', 'generated', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/**
 * What the build is made from, as one digest over names, sizes and times.
 * @param {string} root the repository's folder
 * @returns {string} hex
 */
export function inputsDigest(root) {
  const hash = createHash('sha256');
  for (const input of inputs) add(hash, join(root, input), input);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path
 * @param {string} name
 */
function add(hash, path, name) {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return;
  if (facts.isDirectory()) for (const entry of readdirSync(path).sort()) add(hash, join(path, entry), `${name}/${entry}`);
  else hash.update(`${name}\0${facts.size}\0${facts.mtimeMs}\n`);
}
