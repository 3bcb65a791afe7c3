/** `npm run docs`: writes docs/services.md from the services' opening comments and their generated routes. A test fails when it is stale. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalog } from '../generated/catalog.js';
import type { Route } from '../src/contract/operation.js';
import { folderOf } from '../src/services/registry.js';

const root = fileURLToPath(new URL('..', import.meta.url));
export const servicesPagePath = join(root, 'docs', 'services.md');

interface Opening {
  readonly about: string;
  readonly gaps: readonly string[];
  readonly byDesign: readonly string[];
}

/** The page's text. */
export async function servicesPage(): Promise<string> {
  const services = catalog.map(({ facts }) => facts.name).sort();
  const emulated = services.filter((name) => existsSync(indexOf(name)));
  const rest = services.filter((name) => !emulated.includes(name));
  const sections = await Promise.all(emulated.map(section));
  const known = await Promise.all(rest.map(async (name) => `${name} (${(await routesOf(name)).length} operations)`));
  return [
    '# Services',
    'What each service does, where it falls short of AWS (gaps), and where it differs on purpose (by design). ' +
      'Made by `npm run docs` from the opening comments in `src/services`; edit those.',
    ...sections,
    ...(known.length === 0 ? [] : ['## Known, not emulated', `Calls to these answer 501 and name the operation: ${known.join(', ')}.`]),
    '',
  ].join('\n\n');
}

const indexOf = (service: string): string => join(root, 'src/services', folderOf(service), 'index.ts');

async function section(name: string): Promise<string> {
  const opening = readOpening(readFileSync(indexOf(name), 'utf8'), name);
  const routes = await routesOf(name);
  const covered = routes.filter((route) => route.covered).map((route) => route.operation);
  const list = (title: string, items: readonly string[]): readonly string[] =>
    items.length === 0 ? [] : [`**${title}**`, items.map((item) => `- ${item}`).join('\n')];
  const count = covered.length === routes.length ? `All ${routes.length} operations` : `${covered.length} of ${routes.length} operations`;
  return [
    `## ${name}`,
    opening.about,
    `${count}: ${covered.sort().join(', ')}.`,
    ...list('Gaps', opening.gaps),
    ...list('By design', opening.byDesign),
  ].join('\n\n');
}

async function routesOf(name: string): Promise<readonly Route[]> {
  const entry = catalog.find(({ facts }) => facts.name === name);
  if (entry === undefined) throw new Error(`${name}: not in the catalog`);
  return entry.loadRoutes();
}

/** Reads the comment that a service's index.ts begins with: a sentence, then the lists `Gaps:` and `By design:`. */
export function readOpening(source: string, name: string): Opening {
  const comment = /^\/\*\*([\s\S]*?)\*\//.exec(source)?.[1];
  if (comment === undefined) throw new Error(`${name}: index.ts must begin with a comment`);
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const text = lines.join('\n').trim();
  const [about = '', ...lists] = text.split(/^(Gaps|By design):\s*/m);
  const itemsOf = (title: string): readonly string[] => {
    const at = lists.indexOf(title);
    if (at < 0) throw new Error(`${name}: the opening comment of index.ts lacks "${title}:"`);
    const items = (lists[at + 1] ?? '').split(/^\s*- /m).map((item) => item.trim().replace(/\s*\n\s*/g, ' '));
    return items.filter((item) => item !== '' && !/^none\.?$/i.test(item));
  };
  return { about: about.trim().replace(/\s*\n\s*/g, ' '), gaps: itemsOf('Gaps'), byDesign: itemsOf('By design') };
}

if (process.argv[1] === import.meta.filename) writeFileSync(servicesPagePath, await servicesPage());
