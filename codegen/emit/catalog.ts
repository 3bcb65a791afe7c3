/** The files that hold all services together: facts.ts, catalog.ts, services.ts. */
import { StructureKind } from 'ts-morph';
import { camelCase } from '../model/names.js';
import type { ServiceModel } from '../model/service-model.js';
import { factsName, interfaceName } from './service-files.js';
import { constant, dataConstant, type PrintFile, type Statements, typeImport, valueImport } from './source-files.js';

/** Text by path under generated/. `contract` is the import path of src/contract from there; `source` names where the models are. */
export function catalogFiles(
  models: readonly ServiceModel[],
  contract: string,
  source: string,
  print: PrintFile,
): ReadonlyMap<string, string> {
  const files: readonly (readonly [string, Statements])[] = [
    ['facts.ts', factStatements(models, contract)],
    ['catalog.ts', catalogStatements(models, contract)],
    ['services.ts', serviceStatements(models)],
  ];
  return new Map(files.map(([path, statements]) => [path, print(path, source, statements)]));
}

const factStatements = (models: readonly ServiceModel[], contract: string): Statements => [
  ...typeImport(['ServiceFacts'], `${contract}/operation.js`),
  ...models.map((model) => dataConstant(factsName(model), 'ServiceFacts', model.facts)),
];

function catalogStatements(models: readonly ServiceModel[], contract: string): Statements {
  const entries = models.map((model) => {
    const facts = factsName(model);
    const covered = model.covered.length > 0;
    const lines = [
      `facts: ${facts},`,
      `loadRoutes: async () => (await import('./${model.name}/routes.js')).routes,`,
      covered
        ? `loadTables: async () => (await import('./${model.name}/serializers.js')).tables,`
        : `loadTables: async () => ({ facts: ${facts}, shapes: {}, operations: {} }),`,
      covered
        ? `loadConstraints: async () => (await import('./${model.name}/validators.js')).constraints,`
        : 'loadConstraints: async () => ({ $defs: {}, operations: {} }),',
    ];
    return `  {\n${lines.map((line) => `    ${line}\n`).join('')}  },\n`;
  });
  return [
    ...typeImport(['CatalogEntry'], `${contract}/operation.js`),
    ...valueImport(models.map(factsName), './facts.js'),
    constant('catalog', `[\n${entries.join('')}]`, 'readonly CatalogEntry[]'),
  ];
}

/** Services that cover nothing have no interface. */
function serviceStatements(models: readonly ServiceModel[]): Statements {
  const covered = models.filter((model) => model.covered.length > 0);
  return [
    ...covered.flatMap((model) => typeImport([interfaceName(model)], `./${model.name}/index.js`)),
    {
      kind: StructureKind.Interface,
      name: 'Services',
      isExported: true,
      docs: ['The services that are emulated, by the name under which others call them.'],
      properties: covered.map((model) => ({ name: camelCase(model.name), type: interfaceName(model), isReadonly: true })),
    },
  ];
}
