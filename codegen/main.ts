/** The command line of codegen: writes generated/, or with --check says which of its files are stale. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { check, generate } from './emit/generate.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    models: { type: 'string', default: resolve(root, 'models') },
    out: { type: 'string', default: resolve(root, 'generated') },
    'cover-all': { type: 'boolean', default: false },
  },
});
const options = { models: resolve(values.models), out: resolve(values.out), cover: values['cover-all'] ? 'all' : 'manifest' } as const;

if (values.check) {
  const stale = check(options);
  if (stale.length > 0) {
    console.error(`Stale; run npm run codegen:\n${stale.map((path) => `  generated/${path}`).join('\n')}`);
    process.exitCode = 1;
  }
} else {
  const written = generate(options);
  console.log(written.length === 0 ? 'Nothing changed.' : `${written.length} files written or removed.`);
}
