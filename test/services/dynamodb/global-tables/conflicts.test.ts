import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { N, S } from '../open-dynamodb.js';
import { OHIO, type OpenRegions, OREGON, openRegions, type Region } from './open-regions.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe.each(engines)('conflicts between replicas, where replication takes its time (%s)', (engine) => {
  let regions: OpenRegions;
  let virginia: Region;
  let ohio: Region;
  let oregon: Region;
  beforeAll(async () => {
    regions = await openRegions(engine, { dynamodbDelays: true });
    ({ virginia, ohio, oregon } = regions);
    await regions.dynamodb.aws.clock.freeze();
  });
  afterAll(() => regions?.close());

  const wait = (ms: number) => regions.dynamodb.aws.clock.advance(ms);
  const createGlobal = async (name: string) => {
    await virginia.createTable(name);
    await wait(MINUTE);
    for (const region of [OHIO, OREGON]) {
      await virginia.createReplica(name, region);
      await wait(MINUTE);
    }
  };
  const everywhere = (name: string, id: string) => Promise.all([virginia, ohio, oregon].map((region) => region.get(name, id)));
  const remove = (region: Region, TableName: string, id: string) =>
    region.client.send(new DeleteItemCommand({ TableName, Key: { id: S(id) } }));

  it('shows a new replica as CREATING, and the item that was there once it is ACTIVE', async () => {
    await virginia.createTable('slow');
    await wait(MINUTE);
    await virginia.put('slow', { id: S('a') });
    expect(await virginia.createReplica('slow', OHIO)).toMatchObject({
      TableStatus: 'UPDATING',
      Replicas: [{ RegionName: OHIO, ReplicaStatus: 'CREATING' }],
    });
    expect(await virginia.describe('slow')).toMatchObject({ TableStatus: 'UPDATING', Replicas: [{ ReplicaStatus: 'CREATING' }] });
    await expect(ohio.get('slow', 'a')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(virginia.createReplica('slow', OREGON)).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await wait(MINUTE);
    expect(await virginia.describe('slow')).toMatchObject({ TableStatus: 'ACTIVE', Replicas: [{ ReplicaStatus: 'ACTIVE' }] });
    expect(await ohio.get('slow', 'a')).toEqual({ id: S('a') });
  });

  it("changes no settings that replicas have in common while another one isn't ACTIVE", async () => {
    await virginia.createTable('busy');
    await wait(MINUTE);
    await virginia.createReplica('busy', OHIO);
    await wait(MINUTE);
    await virginia.createReplica('busy', OREGON);
    await wait(7 * SECOND);
    expect((await ohio.describe('busy')).TableStatus).toBe('ACTIVE');
    const change = { TableClass: 'STANDARD_INFREQUENT_ACCESS' as const };
    expect(await refusal(ohio.update('busy', change))).toMatchObject({
      code: 'ResourceInUseException',
      message: 'Attempt to change a resource which is still in use: Table is being updated: busy',
    });
    await wait(MINUTE);
    await ohio.update('busy', change);
  });

  it('carries a write over after a second', async () => {
    await createGlobal('later');
    await virginia.put('later', { id: S('a') });
    expect(await everywhere('later', 'a')).toEqual([{ id: S('a') }, undefined, undefined]);
    await wait(SECOND - 1);
    expect(await ohio.get('later', 'a')).toBeUndefined();
    await wait(1);
    expect(await everywhere('later', 'a')).toEqual([{ id: S('a') }, { id: S('a') }, { id: S('a') }]);
  });

  it('lets the last writer win in all replicas', async () => {
    await createGlobal('conflict');
    await ohio.put('conflict', { id: S('a'), n: N(1) });
    await wait(10);
    await virginia.put('conflict', { id: S('a'), n: N(2) });
    await wait(10);
    await oregon.put('conflict', { id: S('a'), n: N(3) });
    await wait(10);
    expect((await everywhere('conflict', 'a')).map((item) => item?.n?.N)).toEqual(['2', '1', '3']);
    await wait(SECOND);
    expect((await everywhere('conflict', 'a')).map((item) => item?.n?.N)).toEqual(['3', '3', '3']);
    const written = async (region: Region) => (await region.records('conflict')).map(({ dynamodb: change }) => change?.NewImage?.n?.N);
    expect(await written(virginia)).toEqual(['2', '3']);
    expect(await written(ohio)).toEqual(['1', '2', '3']);
    expect(await written(oregon)).toEqual(['3']);
  });

  it('knows the last of two writers at one time, too', async () => {
    await createGlobal('tie');
    await oregon.put('tie', { id: S('a'), n: N(1) });
    await virginia.put('tie', { id: S('a'), n: N(2) });
    await wait(SECOND);
    expect((await everywhere('tie', 'a')).map((item) => item?.n?.N)).toEqual(['2', '2', '2']);
  });

  it('leaves an item deleted whose older write comes late', async () => {
    await createGlobal('deleted');
    await virginia.put('deleted', { id: S('a'), n: N(1) });
    await wait(2 * SECOND);
    await oregon.put('deleted', { id: S('a'), n: N(2) });
    await wait(10);
    await remove(virginia, 'deleted', 'a');
    await wait(SECOND - 10);
    expect(await everywhere('deleted', 'a')).toEqual([undefined, { id: S('a'), n: N(2) }, { id: S('a'), n: N(2) }]);
    await wait(10);
    expect(await everywhere('deleted', 'a')).toEqual([undefined, undefined, undefined]);
  });

  it('keeps an item that was written after it was deleted elsewhere', async () => {
    await createGlobal('rewritten');
    await virginia.put('rewritten', { id: S('a'), n: N(1) });
    await wait(2 * SECOND);
    await remove(ohio, 'rewritten', 'a');
    await wait(10);
    await virginia.put('rewritten', { id: S('a'), n: N(2) });
    await wait(2 * SECOND);
    expect((await everywhere('rewritten', 'a')).map((item) => item?.n?.N)).toEqual(['2', '2', '2']);
  });

  it('brings the last writes of a replica that is deleted to the others', async () => {
    await createGlobal('leaving');
    await oregon.put('leaving', { id: S('a') });
    await virginia.deleteReplica('leaving', OREGON);
    expect(await virginia.get('leaving', 'a')).toEqual({ id: S('a') });
    expect(await ohio.get('leaving', 'a')).toEqual({ id: S('a') });
  });

  it('gives a new replica what other replicas have written just before', async () => {
    await virginia.createTable('joining');
    await wait(MINUTE);
    await virginia.createReplica('joining', OHIO);
    await wait(MINUTE);
    await ohio.put('joining', { id: S('a') });
    await virginia.createReplica('joining', OREGON);
    await wait(MINUTE);
    expect(await oregon.ids('joining')).toEqual(['a']);
  });
});

describe('replication across a restart', () => {
  it('goes on with the writes that were pending', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-replication-'));
    try {
      const first = await openRegions('memory', { dataDir, dynamodbDelays: true });
      await first.dynamodb.aws.clock.freeze();
      await first.virginia.createTable('kept');
      await first.dynamodb.aws.clock.advance(MINUTE);
      await first.virginia.createReplica('kept', OHIO);
      await first.dynamodb.aws.clock.advance(MINUTE);
      await first.virginia.put('kept', { id: S('a'), n: N(1) });
      await first.ohio.put('kept', { id: S('a'), n: N(2) });
      await first.close();
      const second = await openRegions('memory', { dataDir });
      try {
        await second.dynamodb.aws.clock.freeze();
        await second.virginia.describe('kept');
        await second.dynamodb.aws.clock.advance(5 * MINUTE);
        expect(await second.virginia.get('kept', 'a')).toEqual({ id: S('a'), n: N(2) });
        expect(await second.ohio.get('kept', 'a')).toEqual({ id: S('a'), n: N(2) });
        await second.ohio.put('kept', { id: S('b') });
        expect(await second.virginia.ids('kept')).toEqual(['a', 'b']);
      } finally {
        await second.close();
      }
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
