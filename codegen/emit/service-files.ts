/** The files of one service's folder. */
import { StructureKind } from 'ts-morph';
import { camelCase, pascalCase } from '../model/names.js';
import type { ServiceModel } from '../model/service-model.js';
import { errorStatements } from './errors.js';
import { literal } from './literal.js';
import { routesOf } from './routes.js';
import { constant, dataConstant, type PrintFile, type Statements, typeImport, valueImport } from './source-files.js';
import { descriptor, shapeTable } from './tables.js';
import { typeStatements } from './types.js';
import { emitValidators } from './validators.js';

/** `S3Operations` */
export const interfaceName = (model: ServiceModel): string => `${pascalCase(model.name)}Operations`;

/** `s3Facts` */
export const factsName = (model: ServiceModel): string => `${camelCase(model.name)}Facts`;

/**
 * Text by path under generated/. `contract` is the import path of src/contract from there.
 * A service that covers nothing has routes only.
 */
export function serviceFiles(model: ServiceModel, contract: string, print: PrintFile): ReadonlyMap<string, string> {
  const files = new Map<string, Statements>();
  const upper = `../${contract}`;
  files.set('routes.ts', [...typeImport(['Route'], `${upper}/operation.js`), dataConstant('routes', 'readonly Route[]', routesOf(model))]);
  if (model.covered.length > 0) {
    files.set('types.ts', typeStatements(model, upper));
    files.set('errors.ts', errorStatements(model, upper));
    files.set('serializers.ts', serializerStatements(model, upper));
    files.set('validators.ts', [
      ...typeImport(['ServiceConstraints'], `${upper}/operation.js`),
      dataConstant('constraints', 'ServiceConstraints', emitValidators(model, model.covered)),
    ]);
    files.set('index.ts', indexStatements(model, upper));
  }
  return new Map(
    [...files].map(([name, statements]) => {
      const path = `${model.name}/${name}`;
      return [path, print(path, model.source, statements)];
    }),
  );
}

const typeNames = (model: ServiceModel): string[] => model.covered.flatMap(({ name }) => [`${name}Input`, `${name}Output`]);

function serializerStatements(model: ServiceModel, contract: string): Statements {
  const descriptors = model.covered.map((operation) => {
    const { name } = operation;
    const start = `  ${name}: operation<${name}Input, ${name}Output>(`;
    return `${start}${literal(descriptor(model, operation), 2, start.length + 2)}),\n`;
  });
  const facts = factsName(model);
  return [
    ...valueImport(['operation', 'type ServiceTables'], `${contract}/operation.js`),
    ...typeImport(['ShapeTable'], `${contract}/shapes.js`),
    ...valueImport([facts], '../facts.js'),
    ...typeImport(typeNames(model), './types.js'),
    dataConstant('shapes', 'ShapeTable', shapeTable(model), ''),
    constant('operations', `{\n${descriptors.join('')}}`),
    constant('tables', `{ facts: ${facts}, shapes, operations }`, 'ServiceTables'),
  ];
}

function indexStatements(model: ServiceModel, contract: string): Statements {
  return [
    ...typeImport(['Answer', 'Context'], `${contract}/context.js`),
    ...typeImport(typeNames(model), './types.js'),
    `\nexport { ${factsName(model)} as facts } from '../facts.js';`,
    {
      kind: StructureKind.Interface,
      name: interfaceName(model),
      isExported: true,
      docs: [`What ${model.facts.sdkId} does here: a method for each covered operation.`],
      methods: model.covered.map(({ name }) => ({
        name: name.charAt(0).toLowerCase() + name.slice(1),
        parameters: [
          { name: 'input', type: `${name}Input` },
          { name: 'ctx', type: 'Context' },
        ],
        returnType: `Answer<${name}Output>`,
      })),
    },
  ];
}
