/** The importer is right when what it makes of botocore's notation is what AWS itself writes in Smithy's. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stripAst } from '../../../codegen/import/strip.js';
import type { Ast } from '../../../codegen/model/ast.js';
import { applyPatches, type Patches } from '../../../codegen/model/patches.js';
import { acceptedInAsts } from './accepted-in-asts.js';
import { acceptedInReference } from './accepted-in-reference.js';
import { convertFromBotocore, findBotocore } from './botocore-models.js';
import { compareModels, type Rule, rulesForAsts, rulesForReference } from './compare-models.js';

const minute = 60_000;
const root = new URL('../../../', import.meta.url);
const reference = new URL('../shared/smithy-reference/', root);

const readAst = (url: URL): Ast => JSON.parse(readFileSync(url, 'utf8')) as Ast;

describe("botocore's definitions, converted", () => {
  const used = new Set<Rule>();

  test.for(['dynamodb', 'sqs'])(
    '%s is what AWS publishes as its AST, but for the differences that are listed',
    { timeout: 6 * minute },
    async (name, { skip }) => {
      const botocore = await findBotocore();
      if ('missing' in botocore) return skip(botocore.missing);
      const converted = convertFromBotocore(botocore.data, name);
      const options = { scope: 'all', rules: rulesForAsts, accepted: acceptedInAsts[name] ?? [] } as const;
      const { unexplained, unused, rulesUsed, compared } = compareModels(converted, readAst(new URL(`models/${name}.json`, root)), options);
      expect(unexplained).toEqual([]);
      expect(unused).toEqual([]);
      expect(compared).toBeGreaterThan(200);
      for (const rule of rulesUsed) used.add(rule);
    },
  );

  test('the rules for what the notation leaves out are all needed', async ({ skip }) => {
    const botocore = await findBotocore();
    if ('missing' in botocore) return skip(botocore.missing);
    expect(rulesForAsts.filter((rule) => !used.has(rule)).map(({ reason }) => reason)).toEqual([]);
  });
});

// The reference is no part of the project; where it lies beside it, it is compared with.
describe.skipIf(!existsSync(reference))("botocore's definitions, converted and patched, beside AWS's ASTs of spring 2026", () => {
  const used = new Set<Rule>();
  const names = existsSync(reference) ? readdirSync(reference).map((file) => file.replace(/\.json$/, '')) : [];

  test.for(names)(
    '%s agrees in all that both have, but for the differences that are listed',
    { timeout: 6 * minute },
    async (name, { skip }) => {
      const botocore = await findBotocore();
      if ('missing' in botocore) return skip(botocore.missing);
      const converted = convertFromBotocore(botocore.data, name.replace('-', ''));
      const patches = new URL(`models/patches/${name}.json`, root);
      const patched = existsSync(patches) ? applyPatches(converted, JSON.parse(readFileSync(patches, 'utf8')) as Patches) : converted;
      const options = { scope: 'shared', rules: rulesForReference, accepted: acceptedInReference[name] ?? [] } as const;
      const result = compareModels(patched, stripAst(readAst(new URL(`${name}.json`, reference))), options);
      expect(result.unexplained).toEqual([]);
      expect(result.unused).toEqual([]);
      expect(result.compared).toBeGreaterThan(100);
      for (const rule of result.rulesUsed) used.add(rule);
    },
  );

  test('the rules for what the notation leaves out are all needed', async ({ skip }) => {
    const botocore = await findBotocore();
    if ('missing' in botocore) return skip(botocore.missing);
    expect(rulesForReference.filter((rule) => !used.has(rule)).map(({ reason }) => reason)).toEqual([]);
  });
});
