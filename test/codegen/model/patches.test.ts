import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Ast } from '../../../codegen/model/ast.js';
import { applyPatches, type Patches } from '../../../codegen/model/patches.js';

const ast: Ast = {
  smithy: '2.0',
  shapes: {
    'a#Service': { type: 'service', version: '1', errors: [{ target: 'a#Old' }], traits: { 'a#kept': {}, 'a#removed': {} } },
    'a#Old': { type: 'structure', members: {} },
  },
};
const patch = (shapes: Patches['patches'][number]['shapes']): Patches => ({ patches: [{ evidence: 'seen', shapes }] });

describe('applyPatches', () => {
  test('merges into what is there and removes what is null', () => {
    const patched = applyPatches(ast, patch({ 'a#Service': { traits: { 'a#removed': null, 'a#new': { deep: true } } } }));
    expect(patched.shapes['a#Service']?.traits).toEqual({ 'a#kept': {}, 'a#new': { deep: true } });
    expect(patched.shapes['a#Service']?.version).toBe('1');
  });

  test('adds shapes', () => {
    const patched = applyPatches(ast, patch({ 'b#New': { type: 'string' } }));
    expect(Object.keys(patched.shapes)).toEqual(['a#Service', 'a#Old', 'b#New']);
  });

  test('appends under a key that ends in +, patch after patch', () => {
    const one = patch({ 'a#Service': { 'errors+': [{ target: 'b#One' }] } });
    const two = patch({ 'a#Service': { 'errors+': [{ target: 'b#Two' }] }, 'a#Old': { 'errors+': [{ target: 'b#Three' }] } });
    const patched = applyPatches(ast, { patches: [...one.patches, ...two.patches] });
    expect(patched.shapes['a#Service']?.errors).toEqual([{ target: 'a#Old' }, { target: 'b#One' }, { target: 'b#Two' }]);
    expect(patched.shapes['a#Old']?.errors).toEqual([{ target: 'b#Three' }]);
  });

  test('refuses to append to what is no array', () => {
    expect(() => applyPatches(ast, patch({ 'a#Service': { 'version+': ['2'] } }))).toThrow('version+ appends an array to an array');
  });

  test('leaves the model that it was given as it was', () => {
    const before = structuredClone(ast);
    applyPatches(ast, patch({ 'a#Service': { 'errors+': [{ target: 'b#One' }], traits: { 'a#kept': null } } }));
    expect(ast).toEqual(before);
  });
});

describe('models/patches', () => {
  const folder = new URL('../../../models/patches/', import.meta.url);
  const models = new URL('../../../models/', import.meta.url);

  test.each(readdirSync(folder))('%s: each patch gives its evidence and changes shapes that the model or an earlier patch has', (file) => {
    // The files' format, which codegen relies on too.
    const { patches } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Patches;
    let patched = JSON.parse(readFileSync(new URL(file, models), 'utf8')) as Ast;
    for (const one of patches) {
      expect(one.evidence.length).toBeGreaterThan(30);
      for (const [id, change] of Object.entries(one.shapes)) {
        // Without a type it is no new shape.
        if (!(change !== null && typeof change === 'object' && 'type' in change)) expect(patched.shapes, id).toHaveProperty([id]);
      }
      const next = applyPatches(patched, { patches: [one] });
      expect(next).not.toEqual(patched);
      patched = next;
    }
  });
});
