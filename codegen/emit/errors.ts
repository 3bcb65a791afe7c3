/** generated/<service>/errors.ts: one class an error. */
import { type ClassDeclarationStructure, StructureKind } from 'ts-morph';
import { type ModelShape, type ServiceModel, shapeOf } from '../model/service-model.js';
import { propertyKey, quote } from './literal.js';
import { type Statements, typeImport, valueImport } from './source-files.js';
import { errorTraits } from './tables.js';
import { memberType } from './type-text.js';

/** Classes for the errors of the covered operations and of the service as a whole. `contract` is the import path of src/contract. */
export function errorStatements(model: ServiceModel, contract: string): Statements {
  const used = new Set<string>();
  const classes = errorKeys(model).map((key) => errorClass(model, shapeOf(model, key), (name) => used.add(name)));
  if (classes.length === 0) return ['export {};'];
  const documents = used.delete('DocumentValue') ? ['DocumentValue'] : [];
  return [
    ...valueImport(['ServiceError'], `${contract}/errors.js`),
    ...typeImport(documents, `${contract}/document.js`),
    ...typeImport(used, './types.js'),
    ...classes,
  ];
}

const errorKeys = (model: ServiceModel): readonly string[] =>
  model.covered.length === 0
    ? []
    : [...new Set([...model.facts.commonErrors, ...model.covered.flatMap((operation) => operation.errors)])].sort();

function errorClass(model: ServiceModel, shape: ModelShape, uses: (name: string) => void): ClassDeclarationStructure {
  const traits = errorTraits(shape);
  // In a service that speaks nothing but awsQuery, clients see the code of the query protocol; elsewhere the shape's name.
  const query = model.facts.protocols[0] === 'awsQuery' ? traits.query : undefined;
  return {
    kind: StructureKind.Class,
    name: shape.key,
    isExported: true,
    extends: 'ServiceError',
    properties: [
      { name: 'code', isReadonly: true, initializer: quote(query?.code ?? traits.name) },
      { name: 'httpStatus', isReadonly: true, initializer: String(query?.httpStatus ?? traits.httpStatus) },
      { name: 'fault', isReadonly: true, initializer: quote(traits.fault) },
      { name: 'shape', isReadonly: true, initializer: quote(shape.key) },
    ],
    ctors: membersConstructor(model, shape, uses),
  };
}

/** Errors with more than a message take their members typed. */
function membersConstructor(
  model: ServiceModel,
  shape: ModelShape,
  uses: (name: string) => void,
): NonNullable<ClassDeclarationStructure['ctors']> {
  const members = [...shape.members.values()].filter((member) => member.name.toLowerCase() !== 'message');
  if (members.length === 0) return [{ parameters: [{ name: 'message', type: 'string' }], statements: ['super(message);'] }];
  const required = members.some((member) => 'smithy.api#required' in member.traits);
  const properties = members.map((member) => {
    const type = memberType(model, member, uses);
    return `${propertyKey(member.name)}${'smithy.api#required' in member.traits ? `: ${type}` : `?: ${type} | undefined`}`;
  });
  return [
    {
      parameters: [
        { name: 'message', type: 'string' },
        { name: 'members', type: `{ ${properties.join('; ')} }`, ...(!required && { initializer: '{}' }) },
      ],
      statements: ['super(message, members);'],
    },
  ];
}
