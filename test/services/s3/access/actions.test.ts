import { describe, expect, it } from 'vitest';
import { routes } from '../../../../generated/s3/routes.js';
import { ACTION_LEVELS, OPERATION_ACTIONS } from '../../../../src/services/s3/access/actions.js';

describe("S3's actions", () => {
  it('are known for every operation', () => {
    expect(Object.keys(OPERATION_ACTIONS).sort()).toEqual(routes.map(({ operation }) => operation).sort());
  });

  it('have one level each', () => {
    for (const { action, level, ofVersion } of Object.values(OPERATION_ACTIONS)) {
      expect([action, ACTION_LEVELS.get(action)]).toEqual([action, level]);
      if (ofVersion !== undefined) expect([ofVersion, ACTION_LEVELS.get(ofVersion)]).toEqual([ofVersion, level]);
    }
  });
});
