import { describe, expect, it } from 'vitest';
import { parameterOf } from '../../src/gateway/form-parameters.js';

describe('parameters of a form', () => {
  it.each([
    ['Action=Publish&Version=2010-03-31', 'Publish'],
    ['Version=2010-03-31&Action=Publish', 'Publish'],
    ['InAction=a&Message=Action%3Db&Action=Publish', 'Publish'],
    ['Action=Publish&Action=Subscribe', 'Publish'],
    ['Action=Pub%6Cish+now', 'Publish now'],
    ['%41ction=Publish', 'Publish'],
    ['Action=', ''],
    ['Action', ''],
    ['InAction=a', undefined],
    ['', undefined],
  ])('are found where they stand: %s', (form, action) => {
    expect(parameterOf(form, 'Action')).toBe(action);
    expect(new URLSearchParams(form).get('Action') ?? undefined).toBe(action);
  });
});
