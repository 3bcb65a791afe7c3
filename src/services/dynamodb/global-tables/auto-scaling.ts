/** Auto scaling settings of replicas: they are kept and shown, but nothing is scaled by them. */
import type { AutoScalingSettingsDescription, AutoScalingSettingsUpdate } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../refusals.js';
import type { TableRecord } from '../storage.js';

/** Of one capacity, as it is shown. */
export type ScalingSettings = Omit<AutoScalingSettingsDescription, 'AutoScalingDisabled'>;

export interface CapacityScaling {
  readonly read?: ScalingSettings;
  readonly write?: ScalingSettings;
}

/** Of a table in one region. */
export interface TableScaling extends CapacityScaling {
  readonly indexes?: Readonly<Record<string, CapacityScaling>>;
}

export type Capacity = keyof CapacityScaling;

/** The table with the change. @param index a name, for the capacity of an index. */
export function withScaling(
  table: TableRecord,
  capacity: Capacity,
  change: AutoScalingSettingsUpdate | undefined,
  ctx: Context,
  index?: string,
): TableRecord {
  if (change === undefined) return table;
  const { autoScaling = {} } = table;
  const before = index === undefined ? autoScaling : (autoScaling.indexes?.[index] ?? {});
  const settings = settingsAfter(before[capacity], change, { table, capacity, index }, ctx);
  const { [capacity]: _former, ...rest } = before;
  const after = { ...rest, ...(settings === undefined ? {} : { [capacity]: settings }) };
  return {
    ...table,
    autoScaling: index === undefined ? after : { ...autoScaling, indexes: { ...autoScaling.indexes, [index]: after } },
  };
}

interface Scaled {
  readonly table: TableRecord;
  readonly capacity: Capacity;
  readonly index: string | undefined;
}

function settingsAfter(
  before: ScalingSettings | undefined,
  change: AutoScalingSettingsUpdate,
  { table, capacity, index }: Scaled,
  ctx: Context,
): ScalingSettings | undefined {
  if (change.AutoScalingDisabled === true) return undefined;
  if (table.billingMode === 'PAY_PER_REQUEST')
    throw invalidParameter('Auto scaling settings can be specified only when BillingMode is PROVISIONED');
  const minimum = change.MinimumUnits ?? before?.MinimumUnits;
  const maximum = change.MaximumUnits ?? before?.MaximumUnits;
  if (minimum === undefined || maximum === undefined)
    throw invalidParameter('MinimumUnits and MaximumUnits must both be specified for auto scaling');
  if (minimum > maximum) throw invalidParameter(`MinimumUnits must not exceed MaximumUnits: ${minimum}, ${maximum}`);
  const policy = change.ScalingPolicyUpdate;
  const policies =
    policy === undefined
      ? before?.ScalingPolicies
      : [
          {
            PolicyName: policy.PolicyName ?? defaultPolicyName(table.name, capacity, index),
            TargetTrackingScalingPolicyConfiguration: policy.TargetTrackingScalingPolicyConfiguration,
          },
        ];
  if (policies === undefined) throw invalidParameter('ScalingPolicyUpdate must be specified for auto scaling');
  return {
    MinimumUnits: minimum,
    MaximumUnits: maximum,
    AutoScalingRoleArn: change.AutoScalingRoleArn ?? before?.AutoScalingRoleArn ?? serviceRole(ctx),
    ScalingPolicies: policies,
  };
}

/** As in AWS's examples: `DynamoDBReadCapacityUtilization:table/MusicCollection`. */
const defaultPolicyName = (table: string, capacity: Capacity, index: string | undefined): string =>
  `DynamoDB${capacity === 'read' ? 'Read' : 'Write'}CapacityUtilization:table/${table}${index === undefined ? '' : `/index/${index}`}`;

const serviceRole = ({ partition, accountId }: Context): string =>
  `arn:${partition}:iam::${accountId}:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable`;

export const describeScaling = (settings: ScalingSettings | undefined): AutoScalingSettingsDescription =>
  settings ?? { AutoScalingDisabled: true };
