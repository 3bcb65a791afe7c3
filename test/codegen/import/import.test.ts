/** `npm run models:import`, through its command line and its parts. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSource } from '../../../codegen/import/source.js';
import { type Manifest, writeModels } from '../../../codegen/import/write-models.js';
import { findBotocore } from './botocore-models.js';

const minute = 60_000;
const root = fileURLToPath(new URL('../../../', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tinsmith-import-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command; never rejects. */
function importModels(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const command = [join(root, 'node_modules/tsx/dist/cli.mjs'), join(root, 'codegen/import/main.ts'), '--models', folder, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, (problem, out, err) => {
      resolve({ code: typeof problem?.code === 'number' ? problem.code : 0, out, err });
    });
  });
}

const readManifest = (path: string): Manifest => JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')) as Manifest;

/** A service of one operation in botocore's notation, as data/<name>/<version>/service-2.json.gz. */
function writeBotocoreService(name: string, version: string): string {
  const service = {
    metadata: {
      apiVersion: version,
      endpointPrefix: name,
      protocol: 'json',
      jsonVersion: '1.1',
      serviceId: 'Post Box',
      targetPrefix: 'PostBox',
    },
    operations: { SendLetter: { name: 'SendLetter', http: { method: 'POST', requestUri: '/' }, input: { shape: 'SendLetterInput' } } },
    shapes: {
      SendLetterInput: { type: 'structure', members: { To: { shape: 'Address', documentation: '<p>Prose.</p>' } }, required: ['To'] },
      Address: { type: 'string', pattern: '[a-z]+' },
    },
  };
  const path = join(folder, 'data', name, version);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'service-2.json.gz'), gzipSync(JSON.stringify(service)));
  return join(folder, 'data', name);
}

describe('models:import', () => {
  test("takes a folder of botocore's: the newest version, its prose removed, covered by nothing yet", async () => {
    writeBotocoreService('postbox', '2014-01-01');
    const source = writeBotocoreService('postbox', '2020-01-01');
    const { code, out } = await importModels('--version', '1.0.0', '--package', 'pypi:botocore', source);
    expect({ code, out }).toEqual({ code: 0, out: 'imported postbox\n' });
    const row = readManifest(folder).services.postbox;
    expect(row).toMatchObject({
      service: 'com.amazonaws.postbox#PostBox',
      source: { package: 'pypi:botocore', version: '1.0.0', file: 'postbox/2020-01-01/service-2.json.gz' },
      protocols: ['awsJson1_1'],
      operations: [],
    });
    expect(row?.source.sha256).toMatch(/^[0-9a-f]{64}$/);
    const written = readFileSync(join(folder, 'postbox.json'), 'utf8');
    expect(written).not.toContain('Prose');
    expect(JSON.parse(written).shapes['com.amazonaws.postbox#Address']).toEqual({
      type: 'string',
      traits: { 'smithy.api#pattern': '^[a-z]+$' },
    });
  });

  test('keeps the name and the covered operations of a model that comes again', () => {
    const source = writeBotocoreService('postbox', '2020-01-01');
    writeModels(folder, readSource(source), 'letters');
    const manifest = readManifest(folder);
    const letters = { ...manifest.services.letters, operations: ['SendLetter'] };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ services: { letters } }));
    expect(writeModels(folder, readSource(source))).toEqual(['letters']);
    expect(readManifest(folder).services.letters?.operations).toEqual(['SendLetter']);
  });

  test('takes a Smithy AST and removes prose, examples, endpoint rules and smoke tests', () => {
    const ast = {
      smithy: '2.0',
      metadata: { suppressions: [] },
      shapes: {
        'com.example#Post': {
          type: 'service',
          version: '2020',
          operations: [{ target: 'com.example#Send' }],
          traits: {
            'aws.protocols#restJson1': {},
            'aws.api#service': { sdkId: 'Post', docId: 'post-2020' },
            'smithy.api#documentation': 'Prose.',
            'smithy.rules#endpointRuleSet': {},
            'smithy.rules#endpointTests': {},
          },
        },
        'com.example#Send': {
          type: 'operation',
          input: { target: 'com.example#Letter' },
          output: { target: 'smithy.api#Unit' },
          traits: {
            'smithy.api#examples': [{}],
            'smithy.test#smokeTests': [{}],
            'smithy.api#deprecated': { message: 'Prose.', since: '2021' },
          },
        },
        'com.example#Letter': {
          type: 'structure',
          members: {
            To: { target: 'smithy.api#String', traits: { 'smithy.api#required': {}, 'smithy.api#documentation': 'Prose.' } },
            Text: { target: 'smithy.api#String', traits: { 'smithy.api#documentation': 'Prose.' } },
          },
        },
      },
    };
    const file = join(folder, 'post-2020-01-01.json');
    writeFileSync(file, JSON.stringify(ast));
    const [model] = readSource(file);
    expect(model?.name).toBe('post');
    expect(model?.ast).toEqual({
      smithy: '2.0',
      shapes: {
        'com.example#Letter': {
          type: 'structure',
          members: { To: { target: 'smithy.api#String', traits: { 'smithy.api#required': {} } }, Text: { target: 'smithy.api#String' } },
        },
        'com.example#Post': {
          type: 'service',
          version: '2020',
          operations: [{ target: 'com.example#Send' }],
          traits: { 'aws.api#service': { sdkId: 'Post' }, 'aws.protocols#restJson1': {} },
        },
        'com.example#Send': {
          type: 'operation',
          input: { target: 'com.example#Letter' },
          output: { target: 'smithy.api#Unit' },
          traits: { 'smithy.api#deprecated': { since: '2021' } },
        },
      },
    });
  });

  test.for([
    ['no such file', 'nothing.json', undefined, 'no such file or folder'],
    ['a file that is not JSON', 'broken.json', '{"smithy":', 'not JSON'],
    ['JSON that is no model', 'other.json', '{"openapi":"3.1.0"}', 'neither a Smithy 2 AST nor a service definition of botocore'],
    ['a Smithy 1 AST', 'old.json', '{"smithy":"1.0","shapes":{}}', 'neither a Smithy 2 AST nor a service definition of botocore'],
    ['an AST without a service', 'empty.json', '{"smithy":"2.0","shapes":{}}', '0 services; a model has one'],
  ] as const)('refuses %s in one line, with status 2', async ([, name, content, message]) => {
    const file = join(folder, name);
    if (content !== undefined) writeFileSync(file, content);
    const { code, out, err } = await importModels(file);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(name);
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  test('refuses a name that another service has', () => {
    const source = writeBotocoreService('postbox', '2020-01-01');
    cpSync(join(root, 'models/manifest.json'), join(folder, 'manifest.json'));
    expect(() => writeModels(folder, readSource(source), 's3')).toThrow('s3 is the name of com.amazonaws.s3#S3 already');
  });
});

describe('models/', () => {
  test(
    "is, byte for byte, what the importer makes of the pinned botocore and of AWS's ASTs",
    async ({ skip }) => {
      const botocore = await findBotocore();
      if ('missing' in botocore) return skip(botocore.missing);
      const models = join(root, 'models');
      cpSync(join(models, 'manifest.json'), join(folder, 'manifest.json'));
      const rows = Object.entries(readManifest(models).services);
      for (const [name, { source }] of rows) {
        // AWS's ASTs are not on every machine: what is left of them once stripped must not change.
        if (source.package !== 'pypi:botocore') {
          writeModels(
            folder,
            readSource(join(models, `${name}.json`)).map((model) => ({ ...model, origin: source })),
          );
        } else writeModels(folder, readSource(join(botocore.data, '..', '..', source.file)));
      }
      expect(rows.length).toBeGreaterThanOrEqual(19);
      for (const file of readdirSync(models).filter((each) => each.endsWith('.json'))) {
        expect(readFileSync(join(folder, file)).equals(readFileSync(join(models, file))), file).toBe(true);
      }
    },
    6 * minute,
  );
});
