/** DynamoDB Local, AWS's own emulator of DynamoDB: fetched once from Maven Central, into node_modules/.cache/tinsmith. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The newest version for Java 17. */
export const dynamodbLocalVersion = '2.6.1';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const minute = 60_000;

const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tinsmith</groupId><artifactId>dynamodb-local</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.amazonaws</groupId><artifactId>DynamoDBLocal</artifactId><version>${dynamodbLocalVersion}</version></dependency>
  </dependencies>
</project>
`;

/** `libraries`: the folder of its jars and native libraries. */
export type DynamodbLocalOutcome = { readonly libraries: string } | { readonly missing: string };

let outcome: Promise<DynamodbLocalOutcome> | undefined;

/** Where DynamoDB Local lies, fetched when it isn't there yet; or why there is none. */
export function findDynamodbLocal(): Promise<DynamodbLocalOutcome> {
  outcome ??= prepare().catch((problem: unknown) => ({ missing: problem instanceof Error ? problem.message : String(problem) }));
  return outcome;
}

async function prepare(): Promise<DynamodbLocalOutcome> {
  const said = await run('java', ['-version']).catch(() => {
    throw new Error('java is not installed');
  });
  const version = /version "(\d+)/.exec(said.stderr)?.[1] ?? 'an unknown version';
  if (!(Number(version) >= 17)) throw new Error(`DynamoDB Local needs Java 17, and java is ${version}`);
  const cache = join(root, 'node_modules', '.cache', 'tinsmith');
  const folder = join(cache, `dynamodb-local-${dynamodbLocalVersion}`);
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    const fresh = await mkdtemp(join(cache, 'dynamodb-local-'));
    try {
      await fetchInto(fresh);
      await rename(fresh, folder);
    } catch (problem) {
      // Another run may have been first: then its folder is as good as ours.
      if (!existsSync(folder)) throw problem;
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  }
  return { libraries: join(folder, 'libraries') };
}

async function fetchInto(folder: string): Promise<void> {
  await writeFile(join(folder, 'pom.xml'), project);
  const goal = ['dependency:copy-dependencies', '-DoutputDirectory=libraries'];
  await run('mvn', ['--quiet', '--batch-mode', ...goal], { cwd: folder, timeout: 5 * minute }).catch((problem: unknown) => {
    const { code, stdout = '' } = problem as { code?: unknown; stdout?: string }; // What execFile rejects with.
    if (code === 'ENOENT') throw new Error('mvn is not installed');
    const lines = stdout.split('\n').filter((line) => line.includes('ERROR'));
    throw new Error(`mvn could not fetch DynamoDB Local ${dynamodbLocalVersion}: ${lines[0] ?? String(problem)}`);
  });
}
