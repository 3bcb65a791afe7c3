import { DescribeContinuousBackupsCommand, UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, type OpenDynamodb, openDynamodb } from '../open-dynamodb.js';

const DAY = 24 * 3_600_000;

describe.each(engines)('continuous backups (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    await dynamodb.createTable('kept');
  });
  afterAll(() => dynamodb?.close());

  const update = async (TableName: string, PointInTimeRecoveryEnabled: boolean, RecoveryPeriodInDays?: number) => {
    const PointInTimeRecoverySpecification = {
      PointInTimeRecoveryEnabled,
      ...(RecoveryPeriodInDays === undefined ? {} : { RecoveryPeriodInDays }),
    };
    const answer = await dynamodb.client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    return answer.ContinuousBackupsDescription;
  };
  const described = async (TableName: string) =>
    (await dynamodb.client.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription;

  // As recorded on AWS: continuous_backup_update.
  it('let a table be restored from when they were enabled, for 35 days', async () => {
    const off = { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' } };
    expect(await described('kept')).toEqual(off);
    const enabled = {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: {
        EarliestRestorableDateTime: expect.any(Date),
        LatestRestorableDateTime: expect.any(Date),
        PointInTimeRecoveryStatus: 'ENABLED',
        RecoveryPeriodInDays: 35,
      },
    };
    const beginning = (await update('kept', true))?.PointInTimeRecoveryDescription?.EarliestRestorableDateTime;
    expect(await described('kept')).toEqual(enabled);
    await dynamodb.aws.clock.advance(30 * DAY);
    const later = await update('kept', true);
    expect(later?.PointInTimeRecoveryDescription?.EarliestRestorableDateTime).toEqual(beginning);
    expect(later?.PointInTimeRecoveryDescription?.LatestRestorableDateTime?.getTime()).toBeGreaterThanOrEqual(
      (beginning?.getTime() ?? 0) + 30 * DAY,
    );
    const shorter = (await update('kept', true, 7))?.PointInTimeRecoveryDescription;
    expect(shorter?.RecoveryPeriodInDays).toBe(7);
    const [from = 0, to = 0] = [shorter?.EarliestRestorableDateTime?.getTime(), shorter?.LatestRestorableDateTime?.getTime()];
    expect(to - from).toBe(7 * DAY);
    expect(await update('kept', false)).toEqual(off);
    expect(await described('kept')).toEqual(off);
  });

  it('are refused for a table that there isn’t, and for more than 35 days', async () => {
    expect(await refusal(update('nowhere', true))).toMatchObject({ code: 'TableNotFoundException', message: 'Table not found: nowhere' });
    expect(await refusal(update('kept', true, 36))).toEqual(
      invalid(
        "1 validation error detected: Value '36' at 'pointInTimeRecoverySpecification.recoveryPeriodInDays' failed to satisfy constraint: Member must have value less than or equal to 35",
      ),
    );
  });
});
