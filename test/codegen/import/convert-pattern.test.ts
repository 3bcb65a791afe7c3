import { expect, test } from 'vitest';
import { anchorPattern } from '../../../codegen/import/convert-pattern.js';

test.for([
  ['[a-z]+', '^[a-z]+$'],
  ['^[a-z]+', '^[a-z]+$'],
  ['[a-z]+$', '^[a-z]+$'],
  ['^[a-z]+$', '^[a-z]+$'],
  ['.*', '.*'],
  // A dollar sign that stands for itself is no anchor.
  ['price\\$', '^price\\$$'],
  ['back\\\\$', '^back\\\\$'],
  // Alternatives on top: the whole value must be one of them.
  ['ALL|[a-z]+', '^(?:ALL|[a-z]+)$'],
  ['(a|b)', '^(a|b)$'],
  ['[|]', '^[|]$'],
  ['a\\|b', '^a\\|b$'],
] as const)('%s must match the whole value: %s', ([pattern, anchored]) => {
  expect(anchorPattern(pattern)).toBe(anchored);
});
