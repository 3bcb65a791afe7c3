/** Terraform and its AWS provider, where the machine has both: the provider comes from a local mirror, never from the network. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export type TerraformOutcome = { readonly mirror: string } | { readonly missing: string };

/** Where providers lie by convention, and what the user names. */
function mirrors(): readonly string[] {
  const under = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []);
  const named = [process.env.TF_PLUGIN_DIR, process.env.TF_PLUGIN_CACHE_DIR].filter((folder) => folder !== undefined);
  const usual = ['.terraform.d/plugins', '.terraform.d/plugin-cache', '.local/share/terraform/plugins'].map((folder) =>
    join(homedir(), folder),
  );
  return [...named, ...usual, '/usr/local/share/terraform/plugins', '/usr/share/terraform/plugins', ...under('/opt')];
}

/** A mirror is laid out as <host>/hashicorp/aws/<version>/<platform>/terraform-provider-aws*, or with zip files in <host>/hashicorp/aws. */
function holdsProvider(mirror: string): boolean {
  const folder = join(mirror, 'registry.terraform.io', 'hashicorp', 'aws');
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((path) => /(^|[\\/])terraform-provider-aws[^\\/]*$/.test(path));
}

/** The plugin folder may be named itself, or any folder within it. */
const withParents = (folder: string): readonly string[] =>
  dirname(folder) === folder ? [folder] : [folder, ...withParents(dirname(folder))];

export async function findTerraform(): Promise<TerraformOutcome> {
  const version = await promisify(execFile)('terraform', ['version']).catch(() => undefined);
  if (version === undefined) return { missing: 'terraform is not installed' };
  const mirror = mirrors().flatMap(withParents).find(holdsProvider);
  return mirror === undefined ? { missing: "no local mirror holds Terraform's AWS provider; TF_PLUGIN_DIR names one" } : { mirror };
}
