/** What DynamoDB keeps: tables, and the items of all tables of an account and region in one ordered table. */
import type {
  AttributeDefinition,
  BillingMode,
  KeySchemaElement,
  OnDemandThroughput,
  StreamViewType,
  TableClass,
  Tag,
  WarmThroughput,
} from '../../../generated/dynamodb/types.js';
import type { Clock } from '../../clock/clock.js';
import { Wakeup } from '../../clock/wakeup.js';
import type { Scope } from '../../contract/context.js';
import { BackgroundWork } from '../../state/background-work.js';
import type { ScopedTable, State, Table } from '../../state/table.js';
import type { Random, ServiceDependencies } from '../dependencies.js';
import { type JobTable, openJobs, runStep } from './background/jobs.js';
import { type BackupTables, openBackupTables } from './backups/backup-storage.js';
import { type ChangeHistory, openChangeHistory, pruneHistories } from './backups/change-history.js';
import { expireBackups } from './backups/expire-backups.js';
import type { PointInTimeRecovery } from './backups/recovery-window.js';
import type { RestoreOrigin } from './backups/restored-table.js';
import type { TableScaling } from './global-tables/auto-scaling.js';
import { openReplicationTables, type ReplicationTables, replicatePending } from './global-tables/replicate.js';
import type { Replication } from './global-tables/replication.js';
import type { IndexRecord } from './indexes/secondary-index.js';
import type { ItemKey } from './items/item-key.js';
import { openTransfers, type Transfers } from './s3-transfers/transfers.js';
import { trimStreams } from './streams/retention.js';
import { openStreamTables, type StreamTables } from './streams/stream-storage.js';
import type { ContributorInsights } from './tables/contributor-insights.js';
import type { Encryption } from './tables/encryption.js';
import type { KinesisDestination } from './tables/kinesis-destinations.js';
import type { Pending } from './tables/pending.js';
import { endDeletions } from './tables/table-endings.js';
import { TableSizes } from './tables/table-size.js';
import type { PendingTableStatus } from './tables/table-status.js';
import { Throttle } from './throttling/throttle.js';
import { expireItems } from './time-to-live/expire-items.js';
import { type Expiries, openExpiries, type TimeToLive } from './time-to-live/expiries.js';
import type { TimeToLiveChange } from './time-to-live/time-to-live.js';
import { openTokenTables, type TokenTables } from './transactions/transaction-tokens.js';
import type { Attributes } from './values/attribute-value.js';
import { packedItems } from './values/packed-items.js';

export interface TableRecord {
  readonly name: string;
  /** Stands in the keys of the table's items. A number is used once in an account and region. */
  readonly number: number;
  /** The UUID that AWS shows. */
  readonly id: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly attributeDefinitions: readonly AttributeDefinition[];
  readonly keySchema: readonly KeySchemaElement[];
  readonly hashKey: KeyAttribute;
  readonly rangeKey?: KeyAttribute;
  /** Global and local ones, each in the order of their creation. */
  readonly indexes: readonly IndexRecord[];
  readonly billingMode: BillingMode;
  /** Zeros for on-demand tables. */
  readonly readCapacityUnits: number;
  readonly writeCapacityUnits: number;
  /** When the throughput last grew and shrank; milliseconds since the epoch, as all times here. */
  readonly increasedAt?: number;
  readonly decreasedAt?: number;
  /** When the table was last made an on-demand one. */
  readonly onDemandSince?: number;
  readonly onDemandThroughput?: OnDemandThroughput;
  readonly warmThroughput?: WarmThroughput;
  /** Absent until a caller names one. */
  readonly tableClass?: { readonly name: TableClass; readonly changedAt?: number };
  readonly encryption?: Encryption;
  readonly deletionProtection: boolean;
  readonly policy?: TablePolicy;
  readonly tags: readonly Tag[];
  /** The latest stream that the table had. */
  readonly stream?: TableStream;
  /** Absent while it is disabled. */
  readonly timeToLive?: TimeToLive;
  /** In the order in which they were last changed, as the lists below. */
  readonly kinesisDestinations?: readonly KinesisDestination[];
  readonly contributorInsights?: readonly ContributorInsights[];
  /** Absent while it is disabled. */
  readonly pointInTimeRecovery?: PointInTimeRecovery;
  readonly restored?: RestoreOrigin;
  /** Of a table that is a replica. */
  readonly replication?: Replication;
  readonly autoScaling?: TableScaling;
  /** What is under way with the table as a whole. */
  readonly pending?: Pending<PendingTableStatus>;
  /** What is under way with its time to live; it has been enabled or disabled already. */
  readonly timeToLiveChange?: TimeToLiveChange;
  /** While not all items of a restored or imported table are there. */
  readonly isFilling?: true;
  /** While its items are copied in the background: what changes meanwhile is remembered. */
  readonly isCopied?: true;
  /** The highest number that one of its indexes had, when that index is deleted. */
  readonly lastIndex?: number;
}

/** A resource policy as it was given. */
export interface TablePolicy {
  readonly text: string;
  readonly revisionId: string;
}

export interface TableStream {
  readonly label: string;
  readonly arn: string;
  /** Absent when the stream is disabled. */
  readonly viewType?: StreamViewType;
}

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

export type KeyType = 'S' | 'N' | 'B';

export interface StoredItem {
  readonly attributes: Attributes;
  /** Bytes by AWS's formula. */
  readonly size: number;
}

export type ItemTable = Table<ItemKey, StoredItem>;

export interface Storage {
  readonly tables: ScopedTable<readonly [name: string], TableRecord>;
  readonly items: ScopedTable<ItemKey, StoredItem>;
  /** Of the secondary indexes: what they show of their items, by keys as in secondary-index.ts. */
  readonly entries: ScopedTable<ItemKey, StoredItem>;
  /** Of each scope: the highest numbers so far. */
  readonly numbers: ScopedTable<readonly [NumberedThing], number>;
  readonly streams: StreamTables;
  readonly expiries: Expiries;
  readonly tokens: TokenTables;
  readonly backups: BackupTables;
  readonly history: ChangeHistory;
  readonly replication: ReplicationTables;
  readonly transfers: Transfers;
  readonly sizes: TableSizes;
  /** What is to be done in the background. */
  readonly jobs: JobTable;
  readonly background: BackgroundWork;
  readonly random: Random;
  readonly clock: Clock;
  /** Whether what takes its time on AWS takes some here. */
  readonly delays: boolean;
  /** Undefined where throughput isn't limited. */
  readonly throttle: Throttle | undefined;
  /** Takes what is too old out of the streams. */
  readonly retention: Wakeup;
  /** Removes tables and indexes once they were DELETING long enough. */
  readonly endings: Wakeup;
  /** Removes items whose time to live is over. */
  readonly expiry: Wakeup;
  /** Removes backups whose time is over, and changes that can't be undone any more. */
  readonly recovery: Wakeup;
  /** Carries writes over to other replicas. */
  readonly replicator: Wakeup;
}

/** What has numbers of its own. */
export type NumberedThing = 'table' | 'stream' | 'backup' | 'job';

/** Items and their bytes. */
export interface RowsSize {
  readonly items: number;
  readonly bytes: number;
}

export { sizeOf, type TableSize } from './tables/table-size.js';

const opened = new WeakMap<State, Storage>();

/** The same storage each time: DynamoDB and its streams are two services on the same tables, and either may be called first. */
export function openStorage(deps: ServiceDependencies): Storage {
  const known = opened.get(deps.state);
  if (known !== undefined) return known;
  const storage = createStorage(deps);
  opened.set(deps.state, storage);
  return storage;
}

function createStorage(deps: ServiceDependencies): Storage {
  const { state, clock, random, settings } = deps;
  const storage: Storage = {
    tables: state.table('tables'),
    items: packedItems(state, 'items'),
    entries: packedItems(state, 'entries'),
    numbers: state.table('numbers'),
    streams: openStreamTables(state),
    expiries: openExpiries(state),
    tokens: openTokenTables(state),
    backups: openBackupTables(state),
    history: openChangeHistory(state),
    replication: openReplicationTables(state),
    transfers: openTransfers(deps, () => storage),
    sizes: new TableSizes(),
    jobs: openJobs(state),
    background: new BackgroundWork(clock, async () => {
      const wasWork = state.atomically(() => runStep(storage));
      // One step at a time is on its way to the disk, and none where nothing can be written.
      await state.committed();
      return wasWork;
    }),
    random,
    clock,
    delays: settings.dynamodb.delays,
    throttle: settings.dynamodb.throttling ? new Throttle(clock) : undefined,
    retention: new Wakeup(clock, () => state.atomically(() => trimStreams(storage.streams, clock.now()))),
    endings: new Wakeup(clock, () => state.atomically(() => endDeletions(storage, clock.now()))),
    expiry: new Wakeup(clock, () => state.atomically(() => expireItems(storage, clock.now()))),
    recovery: new Wakeup(clock, () => state.atomically(() => tidyRecovery(storage, clock.now()))),
    replicator: new Wakeup(clock, () => state.atomically(() => replicatePending(storage, clock.now()))),
  };
  const restart = (): void => {
    storage.retention.restart();
    storage.endings.restart();
    storage.expiry.restart();
    storage.recovery.restart();
    storage.replicator.restart();
    storage.transfers.exportJobs.restart();
    storage.transfers.importJobs.restart();
    storage.background.wake();
  };
  state.onReplaced(() => {
    storage.sizes.clear();
    storage.throttle?.clear();
    restart();
  });
  restart();
  return storage;
}

function tidyRecovery(storage: Storage, now: number): number | undefined {
  const times = [expireBackups(storage, now), pruneHistories(storage, now)].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

export function nextNumber(storage: Storage, thing: NumberedThing, scope: Scope): number {
  const numbers = storage.numbers.in(scope);
  const number = (numbers.get([thing]) ?? 0) + 1;
  numbers.put([thing], number);
  return number;
}
