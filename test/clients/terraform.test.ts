import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../src/index.js';
import { clientEnvironment, type Finished, run, temporaryFolder } from './commands.js';
import { findTerraform } from './terraform/find-provider.js';

const configurations = ['main.tf', 's3.tf'];
const found = await findTerraform();
const skipped = 'missing' in found ? ` (skipped: ${found.missing})` : '';

/** Milliseconds. Terraform starts its provider anew for each command, which takes it long on a busy machine. */
const PATIENCE = 600_000;

describe.skipIf('missing' in found)(`Terraform${skipped}`, { timeout: PATIENCE }, () => {
  let aws: Tinsmith;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  const terraform = (command: string, ...words: readonly string[]): Promise<Finished> => {
    const env = {
      ...clientEnvironment(aws.endpoint, folder.path),
      TF_CLI_CONFIG_FILE: join(folder.path, 'terraform.rc'),
      TF_VAR_endpoint: aws.endpoint,
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
    };
    return run(['terraform', command, '-no-color', ...words], env, folder.path);
  };

  /** Runs a command that must succeed, and shows what Terraform said when it doesn't. */
  const succeed = async (command: string, ...words: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await terraform(command, ...words);
    if (status !== 0) throw new Error(`terraform ${command} ended with ${status}\n${stdout}\n${stderr}`);
    return stdout;
  };

  beforeAll(async () => {
    if ('missing' in found) return;
    aws = await startTinsmith();
    folder = await temporaryFolder();
    for (const name of configurations) {
      await copyFile(fileURLToPath(new URL(`terraform/${name}`, import.meta.url)), join(folder.path, name));
    }
    const mirror = `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(found.mirror)}\n  }\n}\n`;
    await writeFile(join(folder.path, 'terraform.rc'), mirror);
    await succeed('init', '-input=false');
  });
  afterAll(async () => {
    await aws?.stop();
    await folder?.remove();
  });

  const planNothing = async (...words: readonly string[]): Promise<void> => {
    // Status 2 would say that the plan has changes.
    const plan = await terraform('plan', '-input=false', '-detailed-exitcode', ...words);
    expect({ status: plan.status, said: plan.status === 0 ? '' : plan.stdout + plan.stderr }).toEqual({ status: 0, said: '' });
  };

  it('applies tables, global tables and buckets with all their settings, plans no change after that, changes some, and destroys them', async () => {
    expect(await succeed('apply', '-input=false', '-auto-approve')).toContain(
      'Apply complete! Resources: 32 added, 0 changed, 0 destroyed.',
    );
    expect(JSON.parse(await succeed('output', '-json'))).toMatchObject({
      account: { value: '000000000000' },
      table: { value: 'arn:aws:dynamodb:us-east-1:000000000000:table/things' },
      read: { value: 'hello' },
      website: { value: 'terraform-site.s3-website-us-east-1.amazonaws.com' },
    });
    await planNothing();
    const change = ['-var', 'included=["total"]'];
    expect(await succeed('apply', '-input=false', '-auto-approve', ...change)).toContain(
      'Apply complete! Resources: 0 added, 5 changed, 0 destroyed.',
    );
    await planNothing(...change);
    expect(await succeed('destroy', '-input=false', '-auto-approve')).toContain('Destroy complete! Resources: 32 destroyed.');
  });
});
