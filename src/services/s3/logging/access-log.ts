/** Access logs: a line for each request to a bucket that has one, delivered by the clock as objects of the target bucket. */
import type { PutObjectInput, TargetGrant } from '../../../../generated/s3/types.js';
import { Wakeup } from '../../../clock/wakeup.js';
import { AwsError } from '../../../contract/errors.js';
import type { AnsweredRequest } from '../../../contract/service-front.js';
import type { ByteStream } from '../../../contract/wire.js';
import type { Table } from '../../../state/table.js';
import type { CallAs, ServiceDependencies } from '../../dependencies.js';
import { LOG_DELIVERY } from '../access/acl.js';
import { partitionOfRegion } from '../buckets/regions.js';
import { readSetting } from '../buckets/settings.js';
import { resourceOf } from '../resource.js';
import { type Bucket, canonicalIdOf, type Storage } from '../storage.js';
import { logKey } from './log-key.js';
import { logLine } from './log-line.js';

/** Milliseconds from a bucket's first line to the file that it stands in. */
const DELIVERY_MS = 60_000;

interface PendingLine {
  readonly accountId: string;
  readonly line: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

type LineKey = readonly [source: string, at: number, count: number];

export class AccessLog {
  readonly #storage: Storage;
  readonly #deps: ServiceDependencies;
  readonly #pending: Table<LineKey, PendingLine>;
  readonly #wakeup: Wakeup;
  /** Lines of the same millisecond stay in order. */
  #count = 0;

  constructor(storage: Storage, deps: ServiceDependencies) {
    this.#storage = storage;
    this.#deps = deps;
    this.#pending = deps.state.globalTable('access-log', { owner: ({ accountId }: PendingLine) => accountId });
    // Lines may have been left by the process before, or come with the rows of a snapshot.
    this.#wakeup = new Wakeup(deps.clock, async () => {
      await this.#deliver();
      return this.#firstDue();
    });
    deps.state.onReplaced(() => this.#wakeup.restart());
    this.#wakeup.restart();
  }

  /** Notes the request where its bucket is logged. */
  record(request: AnsweredRequest): void {
    const { bucket: name, key } = resourceOf(request.resource);
    if (!this.#storage.loggedBuckets.has(name)) return;
    const bucket = this.#storage.buckets.get([name]);
    if (bucket === undefined || readSetting(this.#storage, bucket, 'logging') === undefined) return;
    const current = key === '' ? undefined : this.#storage.objects.get([name, key]);
    const objectSize = current === undefined || current.deleteMarker === true ? undefined : current.size;
    const line = logLine(bucket, { ...request, key, objectSize });
    this.#count = (this.#count + 1) % 1_000_000_000;
    const row = { accountId: bucket.accountId, line, at: request.at };
    this.#storage.state.atomically(() => this.#pending.put([name, request.at, this.#count], row));
    this.#wakeup.by(request.at + DELIVERY_MS);
  }

  #firstDue(): number | undefined {
    let first: number | undefined;
    for (const { at } of this.#pending.values()) first = Math.min(first ?? at, at);
    return first === undefined ? undefined : first + DELIVERY_MS;
  }

  async #deliver(): Promise<void> {
    const now = this.#storage.clock.now();
    const sources = new Set<string>();
    for (const [[source], { at }] of this.#pending.range()) if (at + DELIVERY_MS <= now) sources.add(source);
    for (const source of sources) await this.#deliverOf(source);
  }

  async #deliverOf(source: string): Promise<void> {
    const rows = [...this.#pending.range({ prefix: [source] })];
    const bucket = this.#storage.buckets.get([source]);
    const logging = bucket === undefined ? undefined : readSetting(this.#storage, bucket, 'logging');
    const target = logging === undefined ? undefined : this.#storage.buckets.get([logging.TargetBucket]);
    const keys: string[] = [];
    // Without a place to go to, lines are lost: AWS promises no more.
    if (bucket !== undefined && logging !== undefined && target !== undefined) {
      const now = this.#storage.clock.now();
      for (const [day, lines] of byDay(rows.map(([, row]) => row))) {
        const key = logKey(logging, bucket, now, day, this.#storage.random.hex(8).toUpperCase());
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const log = { Bucket: target.name, Key: key, Body: streamOf(bytes), ContentType: 'text/plain' };
        if (await this.#put(log, bucket, target)) keys.push(key);
      }
    }
    this.#storage.state.atomically(() => {
      for (const [key] of rows) this.#pending.delete(key);
    });
    // What is delivered stays so, even where the target has come to block the grants.
    if (logging?.TargetGrants !== undefined && target !== undefined) await this.#grant(target, logging.TargetGrants, keys);
  }

  /** @returns false where the target doesn't let the log in: AWS tells nobody. */
  async #put(log: PutObjectInput, source: Bucket, target: Bucket): Promise<boolean> {
    try {
      await this.#deps.services.s3.putObject(log, deliverer(source, target));
      return true;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return false;
    }
  }

  async #grant(target: Bucket, grants: readonly TargetGrant[], keys: readonly string[]): Promise<void> {
    if (grants.length === 0) return;
    const ID = canonicalIdOf(target.accountId);
    const own = { Grantee: { ID, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' };
    for (const Key of keys) {
      const acl = { Bucket: target.name, Key, AccessControlPolicy: { Owner: { ID }, Grants: [own, ...grants] } };
      await this.#deps.services.s3.putObjectAcl(acl, ownerOf(target));
    }
  }
}

/** The lines of one day make a file. */
function byDay(rows: readonly PendingLine[]): ReadonlyMap<string, readonly string[]> {
  const days = new Map<string, string[]>();
  for (const { at, line } of rows) {
    const day = new Date(at).toISOString().slice(0, 10);
    const lines = days.get(day);
    if (lines === undefined) days.set(day, [line]);
    else lines.push(line);
  }
  return days;
}

const deliverer = (source: Bucket, { accountId, region }: Bucket): CallAs => ({
  accountId,
  region,
  principal: { kind: 'service', accountId, arn: LOG_DELIVERY, userId: LOG_DELIVERY },
  source: { arn: `arn:${partitionOfRegion(source.region)}:s3:::${source.name}`, accountId: source.accountId },
});

/** The logs belong to the target's owner, who is granted nothing by them that it hadn't. */
const ownerOf = ({ accountId, region }: Bucket): CallAs => ({
  accountId,
  region,
  principal: { kind: 'root', accountId, arn: `arn:${partitionOfRegion(region)}:iam::${accountId}:root`, userId: accountId },
});

const streamOf = (bytes: Uint8Array): ByteStream => ({
  length: bytes.length,
  async *[Symbol.asyncIterator]() {
    yield bytes;
  },
});
