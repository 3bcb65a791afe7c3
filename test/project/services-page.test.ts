import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readOpening, servicesPage, servicesPagePath } from '../../scripts/services-page.js';

describe('docs/services.md', () => {
  it('says what the services say about themselves (npm run docs brings it up to date)', async () => {
    expect(readFileSync(servicesPagePath, 'utf8')).toBe(await servicesPage());
  });

  it('takes gaps that run over several lines', () => {
    const source =
      '/**\n * Post: letters.\n *\n * Gaps:\n * - no parcels,\n *   however small\n * - no stamps\n *\n * By design:\n * - none\n */\n';
    expect(readOpening(source, 'post')).toEqual({
      about: 'Post: letters.',
      gaps: ['no parcels, however small', 'no stamps'],
      byDesign: [],
    });
  });

  it('refuses a service that says nothing about its gaps', () => {
    expect(() => readOpening('/** Post: letters. */\n', 'post')).toThrow('post: the opening comment of index.ts lacks "Gaps:"');
    expect(() => readOpening("import { x } from './x.js';\n", 'post')).toThrow('must begin with a comment');
  });
});
