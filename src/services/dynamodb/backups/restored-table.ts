/** The table that a restore makes: what it takes over from its source, and what the caller wants otherwise. */
import { isDeepStrictEqual } from 'node:util';
import { TableAlreadyExistsException } from '../../../../generated/dynamodb/errors.js';
import type {
  CreateGlobalSecondaryIndexAction,
  KeySchemaElement,
  Projection,
  RestoreSummary,
  RestoreTableFromBackupInput,
} from '../../../../generated/dynamodb/types.js';
import type { Context, Scope } from '../../../contract/context.js';
import { refuseUnemulated } from '../../../contract/not-emulated.js';
import { type CopySource, copyItems } from '../background/copy-items.js';
import { readGlobalIndex, usedNames } from '../indexes/index-schema.js';
import type { IndexRecord } from '../indexes/secondary-index.js';
import { invalidParameter } from '../refusals.js';
import { nextNumber, type Storage, type TableRecord } from '../storage.js';
import { readEncryption } from '../tables/encryption.js';
import { checkOnDemand } from '../tables/on-demand.js';
import { pendingMember } from '../tables/pending.js';
import { isTaken } from '../tables/table-endings.js';
import { checkTableName } from '../tables/table-lookup.js';
import { readThroughput, type Throughput } from '../tables/throughput.js';

/** Where a table was restored from. */
export interface RestoreOrigin {
  readonly tableArn: string;
  readonly backupArn?: string;
  /** The time whose items were restored; milliseconds since the epoch. */
  readonly at: number;
}

export interface RestoredItems {
  readonly source: CopySource;
  /** Where the source lies. */
  readonly home: Scope;
  readonly areMany: boolean;
}

/** What both ways of restoring let a caller choose. */
export type RestoreChoice = Omit<RestoreTableFromBackupInput, 'BackupArn'>;

export function checkTarget(storage: Storage, name: string, ctx: Context): void {
  checkTableName(name);
  if (isTaken(storage, name, ctx)) throw new TableAlreadyExistsException(`Table already exists: ${name}`);
}

/**
 * Tags, stream, time to live, policies, deletion protection and point-in-time recovery aren't taken over, as on AWS. The items come at
 * once, or in the background when there are many.
 */
export function addRestoredTable(
  storage: Storage,
  source: TableRecord,
  input: RestoreChoice,
  origin: RestoreOrigin,
  items: RestoredItems,
  ctx: Context,
): TableRecord {
  const table = restoredTable(storage, source, input, origin, ctx);
  storage.tables.in(ctx).put([table.name], { ...table, isFilling: true });
  const target = { kind: 'table', name: table.name } as const;
  copyItems(storage, { source: items.source, target, number: table.number, into: ctx }, items.areMany, items.home);
  return table;
}

function restoredTable(storage: Storage, source: TableRecord, input: RestoreChoice, origin: RestoreOrigin, ctx: Context): TableRecord {
  refuseUnemulated(`dynamodb ${ctx.operation}`, input, ['VectorIndexOverride']);
  const throughput = throughputOf(source, input);
  const indexes = indexesOf(source, input, throughput);
  const isOnDemand = throughput.billingMode === 'PAY_PER_REQUEST';
  if (input.OnDemandThroughputOverride !== undefined) checkOnDemand(input.OnDemandThroughputOverride, throughput.billingMode);
  const limits = input.OnDemandThroughputOverride ?? (isOnDemand ? source.onDemandThroughput : undefined);
  const encryption =
    input.SSESpecificationOverride === undefined ? ownEncryption(source, ctx) : readEncryption(input.SSESpecificationOverride, ctx);
  const now = ctx.clock.now();
  const used = usedNames(source.keySchema, indexes);
  return {
    name: input.TargetTableName,
    number: nextNumber(storage, 'table', ctx),
    id: storage.random.uuid(),
    arn: `arn:${ctx.partition}:dynamodb:${ctx.region}:${ctx.accountId}:table/${input.TargetTableName}`,
    createdAt: now,
    attributeDefinitions: source.attributeDefinitions.filter(({ AttributeName }) => used.has(AttributeName)),
    keySchema: source.keySchema,
    hashKey: source.hashKey,
    ...(source.rangeKey === undefined ? {} : { rangeKey: source.rangeKey }),
    indexes,
    ...throughput,
    ...(isOnDemand ? { onDemandSince: now } : {}),
    ...(limits === undefined ? {} : { onDemandThroughput: limits }),
    ...(source.tableClass === undefined ? {} : { tableClass: { name: source.tableClass.name } }),
    ...(encryption === undefined ? {} : { encryption }),
    deletionProtection: false,
    tags: [],
    restored: origin,
    ...pendingMember(storage, 'CREATING', now, 'restore'),
  };
}

/** Another region hasn't the source's key. */
const ownEncryption = ({ arn, encryption }: TableRecord, { region }: Context): TableRecord['encryption'] =>
  arn.split(':')[3] === region ? encryption : undefined;

function throughputOf(source: TableRecord, input: RestoreChoice): Throughput {
  const { BillingModeOverride: billingMode = source.billingMode, ProvisionedThroughputOverride: units } = input;
  if (units === undefined && billingMode === source.billingMode) {
    const { readCapacityUnits, writeCapacityUnits } = source;
    return { billingMode, readCapacityUnits, writeCapacityUnits };
  }
  return readThroughput({ BillingMode: billingMode, ProvisionedThroughput: units });
}

/** Indexes may be left out, and global ones have another throughput; new or different ones there can't be. */
function indexesOf(source: TableRecord, input: RestoreChoice, { billingMode }: Throughput): IndexRecord[] {
  const { LocalSecondaryIndexOverride: locals, GlobalSecondaryIndexOverride: globals } = input;
  const own = (kind: IndexRecord['kind']): IndexRecord[] => source.indexes.filter((index) => index.kind === kind);
  const keptLocals = locals === undefined ? own('local') : chosenOf(own('local'), locals);
  const keptGlobals = globals === undefined ? own('global') : chosenOf(own('global'), globals);
  const table = { keySchema: source.keySchema, definitions: source.attributeDefinitions, billingMode };
  return [
    ...keptLocals.map((index, at) => ({ ...index, number: at + 1 })),
    ...keptGlobals.map((index, at) => readGlobalIndex(globals?.[at] ?? requestOf(index, billingMode), table, keptLocals.length + at + 1)),
  ];
}

interface ChosenIndex {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: Projection;
}

function chosenOf(own: readonly IndexRecord[], chosen: readonly ChosenIndex[]): IndexRecord[] {
  const names = chosen.map(({ IndexName }) => IndexName);
  for (const [at, name] of names.entries()) if (names.indexOf(name) < at) throw invalidParameter(`Duplicate index name: ${name}`);
  return chosen.map((each) => {
    const index = own.find(({ name }) => name === each.IndexName);
    if (index === undefined || !isSame(index, each))
      throw invalidParameter(`The indexes provided should match existing secondary indexes of the source table: ${each.IndexName}`);
    return index;
  });
}

const isSame = ({ keySchema, projection }: IndexRecord, chosen: ChosenIndex): boolean =>
  isDeepStrictEqual(schemaText(keySchema), schemaText(chosen.KeySchema)) &&
  projection.ProjectionType === chosen.Projection.ProjectionType &&
  isDeepStrictEqual(new Set(projection.NonKeyAttributes), new Set(chosen.Projection.NonKeyAttributes));

const schemaText = (elements: readonly KeySchemaElement[]): string[] =>
  elements.map(({ AttributeName: name, KeyType: type }) => `${type} ${name}`);

/** An index as a caller would ask for it; one of an on-demand source has no units that a provisioned table could take over. */
function requestOf(index: IndexRecord, billingMode: Throughput['billingMode']): CreateGlobalSecondaryIndexAction {
  const { readCapacityUnits: read, writeCapacityUnits: write, onDemandThroughput: limits } = index;
  const hasUnits = billingMode === 'PROVISIONED' && read > 0;
  return {
    IndexName: index.name,
    KeySchema: [...index.keySchema],
    Projection: index.projection,
    ...(hasUnits ? { ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write } } : {}),
    ...(limits === undefined || billingMode === 'PROVISIONED' ? {} : { OnDemandThroughput: limits }),
  };
}

/** Member of TableDescription. */
export const restoreMember = ({ restored }: TableRecord, isInProgress: boolean): { RestoreSummary?: RestoreSummary } =>
  restored === undefined
    ? {}
    : {
        RestoreSummary: {
          ...(restored.backupArn === undefined ? {} : { SourceBackupArn: restored.backupArn }),
          SourceTableArn: restored.tableArn,
          RestoreDateTime: new Date(restored.at),
          RestoreInProgress: isInProgress,
        },
      };
