import { DeleteTableCommand, TransactGetItemsCommand, TransactWriteItemsCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalidParameter, S } from '../open-dynamodb.js';
import { DAY, OHIO, type OpenRegions, OREGON, openRegions, type Region, VIRGINIA } from './open-regions.js';

const TOGETHER = invalidParameter(
  'Replicas of a global table with multi-Region strong consistency can only be deleted together, along with its witness',
);
const MultiRegionConsistency = 'STRONG' as const;
const created = (...names: readonly string[]) => names.map((RegionName) => ({ Create: { RegionName } }));
const deleted = (...names: readonly string[]) => names.map((RegionName) => ({ Delete: { RegionName } }));

describe.each(engines)('global tables with multi-Region strong consistency (%s)', (engine) => {
  let regions: OpenRegions;
  let virginia: Region;
  let ohio: Region;
  let oregon: Region;
  beforeAll(async () => {
    regions = await openRegions(engine);
    ({ virginia, ohio, oregon } = regions);
    await regions.dynamodb.aws.clock.freeze();
  });
  afterAll(() => regions?.close());

  const create = (table: string) => virginia.update(table, { MultiRegionConsistency, ReplicaUpdates: created(OHIO, OREGON) });

  it('have three replicas from the beginning', async () => {
    await virginia.createTable('three');
    expect(await create('three')).toMatchObject({ MultiRegionConsistency, Replicas: [{ RegionName: OHIO }, { RegionName: OREGON }] });
    await oregon.put('three', { id: S('a') });
    for (const region of [virginia, ohio]) expect(await region.get('three', 'a')).toEqual({ id: S('a') });
    expect(await virginia.describe('three')).toMatchObject({ MultiRegionConsistency, GlobalTableVersion: '2019.11.21' });
    expect(await refusal(virginia.update('three', { ReplicaUpdates: created('eu-west-1') }))).toEqual(
      invalidParameter('Replicas cannot be added to a global table with multi-Region strong consistency'),
    );
  });

  it('or two and a witness, which go together', async () => {
    await virginia.createTable('witnessed');
    await virginia.update('witnessed', {
      MultiRegionConsistency,
      ReplicaUpdates: created(OHIO),
      GlobalTableWitnessUpdates: [{ Create: { RegionName: OREGON } }],
    });
    expect(await ohio.describe('witnessed')).toMatchObject({
      Replicas: [{ RegionName: VIRGINIA }],
      GlobalTableWitnesses: [{ RegionName: OREGON, WitnessStatus: 'ACTIVE' }],
    });
    await expect(oregon.describe('witnessed')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await refusal(virginia.update('witnessed', { ReplicaUpdates: deleted(OHIO) }))).toEqual(TOGETHER);
    const GlobalTableWitnessUpdates = [{ Delete: { RegionName: OREGON } }];
    expect(await refusal(virginia.update('witnessed', { GlobalTableWitnessUpdates }))).toEqual(TOGETHER);
    const wrong = { ReplicaUpdates: deleted(OHIO), GlobalTableWitnessUpdates: [{ Delete: { RegionName: 'eu-west-1' } }] };
    expect(await refusal(virginia.update('witnessed', wrong))).toEqual(invalidParameter('Witness not found: eu-west-1'));
    await virginia.update('witnessed', { ReplicaUpdates: deleted(OHIO), GlobalTableWitnessUpdates });
    const left = await virginia.describe('witnessed');
    expect(left).not.toHaveProperty('Replicas');
    expect(left).not.toHaveProperty('GlobalTableWitnesses');
    await virginia.client.send(new DeleteTableCommand({ TableName: 'witnessed' }));
  });

  it('are refused for other numbers and sets of regions, and for tables that they do not support', async () => {
    await virginia.createTable('wrong', { id: 'S' });
    const number = 'A global table with multi-Region strong consistency must have three replicas, or two replicas and one witness';
    expect(await refusal(virginia.update('wrong', { MultiRegionConsistency, ReplicaUpdates: created(OHIO) }))).toEqual(
      invalidParameter(number),
    );
    expect(await refusal(virginia.update('wrong', { MultiRegionConsistency, ReplicaUpdates: created(OHIO, 'eu-west-1') }))).toEqual(
      invalidParameter(
        'Regions of multi-Region strong consistency must be different and of one region set: us-east-1, us-east-2, eu-west-1',
      ),
    );
    expect(await refusal(virginia.update('wrong', { MultiRegionConsistency }))).toEqual(
      invalidParameter('MultiRegionConsistency can only be specified when replicas are created'),
    );
    const GlobalTableWitnessUpdates = [{ Create: { RegionName: OREGON } }];
    expect(await refusal(virginia.update('wrong', { GlobalTableWitnessUpdates, ReplicaUpdates: created(OHIO) }))).toEqual(
      invalidParameter('GlobalTableWitnessUpdates can only be specified for a global table with multi-Region strong consistency'),
    );
    await virginia.put('wrong', { id: S('a') });
    expect(await refusal(create('wrong'))).toEqual(
      invalidParameter('Table must be empty to create a global table with multi-Region strong consistency: wrong'),
    );
    await virginia.createReplica('wrong', OHIO);
    expect(await refusal(virginia.update('wrong', { MultiRegionConsistency, ReplicaUpdates: created(OREGON) }))).toEqual(
      invalidParameter('MultiRegionConsistency of a global table cannot be changed'),
    );
    const locals = [
      {
        IndexName: 'local',
        KeySchema: [
          { AttributeName: 'id', KeyType: 'HASH' as const },
          { AttributeName: 'at', KeyType: 'RANGE' as const },
        ],
        Projection: { ProjectionType: 'ALL' as const },
      },
    ];
    await virginia.createTable('local', { id: 'S', at: 'N' }, { LocalSecondaryIndexes: locals });
    expect(await refusal(create('local'))).toEqual(
      invalidParameter('Local secondary indexes are not supported for global tables with multi-Region strong consistency'),
    );
  });

  it('have no time to live and no transactions, and their streams are each their own', async () => {
    await virginia.createTable('plain');
    await create('plain');
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    const ttl = ohio.client.send(new UpdateTimeToLiveCommand({ TableName: 'plain', TimeToLiveSpecification }));
    expect(await refusal(ttl)).toEqual(
      invalidParameter('TimeToLive is not supported for global tables with multi-Region strong consistency'),
    );
    const transactions = invalidParameter(
      'Transactional operations are not supported for global tables with multi-Region strong consistency',
    );
    const TransactItems = [{ Put: { TableName: 'plain', Item: { id: S('a') } } }];
    expect(await refusal(ohio.client.send(new TransactWriteItemsCommand({ TransactItems })))).toEqual(transactions);
    const gets = [{ Get: { TableName: 'plain', Key: { id: S('a') } } }];
    expect(await refusal(ohio.client.send(new TransactGetItemsCommand({ TransactItems: gets })))).toEqual(transactions);
    expect(await ohio.describe('plain')).not.toHaveProperty('StreamSpecification');
    await ohio.update('plain', { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } });
    expect(await virginia.describe('plain')).not.toHaveProperty('StreamSpecification');
    await virginia.put('plain', { id: S('a') });
    expect(await ohio.records('plain')).toHaveLength(1);
    await ohio.update('plain', { StreamSpecification: { StreamEnabled: false } });
  });

  it('end as a table of one region', async () => {
    await virginia.createTable('ending');
    await create('ending');
    await oregon.put('ending', { id: S('a') });
    expect(await refusal(oregon.client.send(new DeleteTableCommand({ TableName: 'ending' })))).toEqual(TOGETHER);
    expect(await refusal(virginia.update('ending', { ReplicaUpdates: deleted(OHIO) }))).toEqual(TOGETHER);
    await regions.dynamodb.aws.clock.advance(DAY);
    const { Replicas } = await oregon.update('ending', { ReplicaUpdates: deleted(OHIO, VIRGINIA) });
    expect(Replicas?.map(({ ReplicaStatus }) => ReplicaStatus)).toEqual(['DELETING', 'DELETING']);
    expect(await oregon.describe('ending')).not.toHaveProperty('Replicas');
    expect(await oregon.ids('ending')).toEqual(['a']);
  });
});

describe('multi-Region strong consistency, where replication takes its time', () => {
  it('shows a write everywhere at once', async () => {
    const { dynamodb, virginia, ohio, oregon, close } = await openRegions('memory', { dynamodbDelays: true });
    try {
      await dynamodb.aws.clock.freeze();
      await virginia.createTable('strong');
      await dynamodb.aws.clock.advance(60_000);
      await virginia.update('strong', { MultiRegionConsistency, ReplicaUpdates: created(OHIO, OREGON) });
      await dynamodb.aws.clock.advance(60_000);
      await ohio.put('strong', { id: S('a') });
      expect(await virginia.get('strong', 'a')).toEqual({ id: S('a') });
      expect(await oregon.get('strong', 'a')).toEqual({ id: S('a') });
    } finally {
      await close();
    }
  });
});
