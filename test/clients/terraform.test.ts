import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../src/index.js';
import { clientEnvironment, type Finished, run, temporaryFolder } from './commands.js';
import { findTerraform } from './terraform/find-provider.js';

const configurations = { settings: ['main.tf', 's3.tf', 'sns.tf'], lifecycle: ['lifecycle/main.tf', 'sqs.tf'] } as const;
type Configuration = keyof typeof configurations;
const found = await findTerraform();
const skipped = 'missing' in found ? ` (skipped: ${found.missing})` : '';

/** Milliseconds. Terraform starts its provider anew for each command, which takes it long on a busy machine. */
const PATIENCE = 600_000;

describe.skipIf('missing' in found)(`Terraform${skipped}`, { timeout: PATIENCE }, () => {
  let aws: Tinsmith;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  const terraform = (configuration: Configuration, command: string, ...words: readonly string[]): Promise<Finished> => {
    const env = {
      ...clientEnvironment(aws.endpoint, folder.path),
      TF_CLI_CONFIG_FILE: join(folder.path, 'terraform.rc'),
      TF_VAR_endpoint: aws.endpoint,
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
      // Every command has the provider build its schemas anew, several times: a third of that is the collector's.
      GOGC: '400',
    };
    return run(['terraform', command, '-no-color', ...words], env, join(folder.path, configuration), '', PATIENCE);
  };

  /** Runs a command that must succeed, and shows what Terraform said when it doesn't. */
  const succeed = async (configuration: Configuration, command: string, ...words: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await terraform(configuration, command, ...words);
    if (status !== 0) throw new Error(`terraform ${command} ended with ${status}\n${stdout}\n${stderr}`);
    return stdout;
  };
  const apply = (configuration: Configuration, ...words: readonly string[]) =>
    succeed(configuration, 'apply', '-input=false', '-auto-approve', ...words);
  const destroy = (configuration: Configuration) => succeed(configuration, 'destroy', '-input=false', '-auto-approve');

  const planNothing = async (configuration: Configuration, ...words: readonly string[]): Promise<void> => {
    // Status 2 would say that the plan has changes.
    const plan = await terraform(configuration, 'plan', '-input=false', '-detailed-exitcode', ...words);
    expect({ status: plan.status, said: plan.status === 0 ? '' : plan.stdout + plan.stderr }).toEqual({ status: 0, said: '' });
  };

  beforeAll(async () => {
    if ('missing' in found) return;
    aws = await startTinsmith();
    folder = await temporaryFolder();
    for (const [configuration, files] of Object.entries(configurations)) {
      await mkdir(join(folder.path, configuration));
      for (const file of files) {
        const source = fileURLToPath(new URL(`terraform/${file}`, import.meta.url));
        await copyFile(source, join(folder.path, configuration, basename(file)));
      }
    }
    const mirror = `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(found.mirror)}\n  }\n}\n`;
    await writeFile(join(folder.path, 'terraform.rc'), mirror);
    await Promise.all([succeed('settings', 'init', '-input=false'), succeed('lifecycle', 'init', '-input=false')]);
    await createRegionalTable();
  });
  afterAll(async () => {
    await aws?.stop();
    await folder?.remove();
  });

  /** The other replica of a global table, beside Terraform: a provider for a second region costs as much as all that the first one does. */
  const createRegionalTable = async (): Promise<void> => {
    const client = new DynamoDBClient({ ...aws.clientConfig(), region: 'us-east-2' });
    await client.send(
      new CreateTableCommand({
        TableName: 'legacy',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    client.destroy();
  };

  it.concurrent('applies tables, global tables, buckets and topics with all their settings, changes some, plans no change after that, and destroys them', async () => {
    expect(await apply('settings')).toContain('Apply complete! Resources: 39 added, 0 changed, 0 destroyed.');
    expect(JSON.parse(await succeed('settings', 'output', '-json'))).toMatchObject({
      account: { value: '000000000000' },
      table: { value: 'arn:aws:dynamodb:us-east-1:000000000000:table/things' },
      read: { value: 'hello' },
      website: { value: 'terraform-site.s3-website-us-east-1.amazonaws.com' },
    });
    await planNothing('settings');
    const change = ['-var', 'included=["total"]'];
    expect(await apply('settings', ...change)).toContain('Apply complete! Resources: 0 added, 6 changed, 0 destroyed.');
    await planNothing('settings', ...change);
    expect(await destroy('settings')).toContain('Destroy complete! Resources: 39 destroyed.');
  });

  // The provider watches lifecycles and queues for most of a minute before it calls them made, whoever answers: the other test runs meanwhile.
  it.concurrent('applies the lifecycle of a bucket and queues with dead letters, plans no change after that, and destroys them', async () => {
    expect(await apply('lifecycle')).toContain('Apply complete! Resources: 6 added, 0 changed, 0 destroyed.');
    await planNothing('lifecycle');
    expect(await destroy('lifecycle')).toContain('Destroy complete! Resources: 6 destroyed.');
  });
});
