import { describe, expect, it } from 'vitest';
import { importsOf, type Source, sourcesIn } from './sources.js';

const belowGateway = [
  'contract',
  'clock',
  'state',
  'generated',
  'protocols',
  'validation',
  'auth',
  'signature',
  'services/dependencies',
  'services/registry',
];

/** What each layer may import besides itself. A layer is a folder of src/, `generated`, or `top` for the files in src/ itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  contract: ['clock'],
  clock: [],
  generated: ['contract'],
  signature: ['contract'],
  state: ['contract', 'clock', 'signature'],
  protocols: ['contract', 'generated'],
  validation: ['contract', 'generated'],
  auth: ['contract', 'clock', 'signature', 'state', 'services/dependencies'],
  'services/dependencies': ['contract', 'clock', 'state', 'generated'],
  'services/registry': ['contract', 'generated', 'services/dependencies', 'service'],
  service: ['contract', 'clock', 'state', 'generated', 'auth', 'services/dependencies'],
  gateway: [...belowGateway, 'top/options', 'top/version'],
  'top/options': ['gateway'],
  'top/version': [],
  'in-process': [...belowGateway, 'gateway', 'top', 'top/options', 'top/version'],
  top: [...belowGateway, 'gateway', 'in-process', 'top/options', 'top/version'],
};

function layerOf(path: string): string {
  const [first = '', second = '', third = ''] = path.split('/');
  if (first === 'generated') return 'generated';
  if (second === 'services') return path.split('/').length > 3 ? 'service' : `services/${third.replace(/\.ts$/, '')}`;
  if (['options.ts', 'version.ts'].includes(second)) return `top/${second.replace(/\.ts$/, '')}`;
  return second.endsWith('.ts') ? 'top' : second;
}

/** `service/<name>` for files of a service, so that two services are told apart. */
const serviceOf = (path: string): string | undefined => (layerOf(path) === 'service' ? path.split('/')[2] : undefined);

function forbiddenImports(sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) =>
    importsOf(source)
      .filter((target) => {
        const [from, to] = [layerOf(source.path), layerOf(target)];
        if (from === to) return serviceOf(source.path) !== serviceOf(target);
        return !mayImport[from]?.includes(to);
      })
      .map((target) => `${source.path} -> ${target}`),
  );
}

const found = (sources: readonly Source[], pattern: RegExp): readonly string[] =>
  sources.flatMap((source) =>
    source.text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${source.path}:${index + 1}: ${line.trim()}`] : [])),
  );

const src = sourcesIn('src');
const services = src.filter((source) => serviceOf(source.path) !== undefined);

describe('the architecture', () => {
  it('lets imports go one way: main, gateway, protocols, generated, contract; services to state, clock, auth and generated', () => {
    expect(forbiddenImports([...src, ...sourcesIn('generated')])).toEqual([]);
  });

  it.each([
    ['a service that imports another one', 'src/services/sns/publish.ts', '../sqs/queue.js'],
    ['a service that imports the gateway', 'src/services/sns/publish.ts', '../../gateway/dispatch.js'],
    ['a service that imports a protocol', 'src/services/sns/publish.ts', '../../protocols/protocol.js'],
    ['a protocol that imports the gateway', 'src/protocols/xml.ts', '../gateway/dispatch.js'],
    ['generated code that imports a protocol', 'generated/sns/routes.ts', '../../src/protocols/protocol.js'],
    ['a lazy import of a service', 'src/gateway/dispatch.ts', '../services/sns/index.js'],
  ])('notices %s', (_name, path, specifier) => {
    expect(forbiddenImports([{ path, text: `const it = await import('${specifier}');` }])).toHaveLength(1);
    expect(forbiddenImports([{ path, text: `import type { It } from '${specifier}';` }])).toHaveLength(1);
  });

  it('leaves time in services to the clock', () => {
    expect(found(services, /\bDate\.now\(|\bnew Date\(\)|\bset(Timeout|Interval|Immediate)\(|\bperformance\.now\(|\bhrtime\b/)).toEqual([]);
  });

  it('leaves chance in services to the seeded source, so that a seed gives the same ids', () => {
    expect(found(services, /\bMath\.random\(|\brandom(UUID|Bytes|Int)\b/)).toEqual([]);
  });

  it('gives every service an opening comment with its gaps and what differs by design', () => {
    const without = services.filter(({ path }) => /^src\/services\/[^/]+\/index\.ts$/.test(path)).filter(({ text }) => !/Gaps:/.test(text));
    expect(without.map(({ path }) => path)).toEqual([]);
  });
});

describe('the sources', () => {
  const own = [...src, ...sourcesIn('codegen', 'scripts', 'bench', 'test')];

  it('stay within 400 lines a file', () => {
    expect(own.filter(({ text }) => text.split('\n').length > 401).map(({ path }) => path)).toEqual([]);
  });

  it('are named in kebab-case, by their subject', () => {
    const misnamed = own.filter(({ path }) => !/^([a-z0-9-]+\/)*[a-z0-9-]+(\.(property|test|test-d|d))*\.ts$/.test(path));
    const vague = own.filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.)/.test(path));
    expect([...misnamed, ...vague].map(({ path }) => path)).toEqual([]);
  });

  it('have no default exports, no export * and no compiler directives that hide errors', () => {
    expect(found(own, /^export default|^export \*|^\s*\/[/*]\s*@ts-(ignore|nocheck)/)).toEqual([]);
  });
});
