/**
 * npm run bench [-- --quick] [-- --only <word>]
 * The README's figures, tinsmith side by side with a bare node:http server in the same run. Exits 1 when a goal is missed.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Figure } from './figure.js';
import { scenarios } from './requests.js';
import { measureStartUp } from './start-up.js';
import { measureState } from './state.js';
import { measureThroughput } from './throughput.js';
import { measureUpload } from './upload.js';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' } } });
const rounds = values.quick ? 3 : 7;
const seconds = values.quick ? 1 : 2;

execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { stdio: 'inherit' });

const measurements: readonly (readonly [name: string, measure: () => Promise<readonly Figure[]>])[] = [
  ['start', () => measureStartUp(rounds)],
  ['state', () => measureState(rounds)],
  ['upload', async () => [await measureUpload(rounds * 5)]],
  ...scenarios.map((scenario) => [scenario.name, async () => [await measureThroughput(scenario, rounds, seconds)]] as const),
];

console.log(`node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model}\n`);
console.log('| figure | goal | measured | | |\n| --- | --- | --- | --- | --- |');
let missed = 0;
for (const [name, measure] of measurements) {
  if (!name.toLowerCase().includes(values.only.toLowerCase())) continue;
  for (const figure of await measure()) {
    console.log(`| ${figure.name} | ${figure.goal} | ${figure.value} | ${figure.detail} | ${figure.met ? 'met' : 'MISSED'} |`);
    if (!figure.met) missed++;
  }
}
process.exitCode = missed === 0 ? 0 : 1;
