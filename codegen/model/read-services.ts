/** From a Smithy AST to the models of the services in it. */
import { type Ast, type AstMember, type AstReference, type AstShape, localName, type Traits } from './ast.js';
import { factsOf } from './facts.js';
import { flattenMixins } from './mixins.js';
import { kebabCase, settleNames } from './names.js';
import type { ModelMember, ModelOperation, ModelShape, ModelShapeType, ServiceModel } from './service-model.js';

export interface ReadOptions {
  /** For the header of the files: `models/s3.json`. */
  readonly source: string;
  /** Name of the model's service; needed only when the AST holds one. Services of an AST with several are named after their sdkId. */
  readonly name?: string;
  readonly covers: (operation: string) => boolean;
}

const unitId = 'smithy.api#Unit';

/** Smithy's own shapes. ASTs refer to them without holding them. */
const prelude: Readonly<Record<string, AstShape>> = {
  ...Object.fromEntries(
    [
      'Blob',
      'Boolean',
      'String',
      'Byte',
      'Short',
      'Integer',
      'Long',
      'Float',
      'Double',
      'BigInteger',
      'BigDecimal',
      'Timestamp',
      'Document',
    ].map((name) => [`smithy.api#${name}`, { type: name.charAt(0).toLowerCase() + name.slice(1) }]),
  ),
  ...Object.fromEntries(
    ['Boolean', 'Byte', 'Short', 'Integer', 'Long', 'Float', 'Double'].map((name) => [
      `smithy.api#Primitive${name}`,
      { type: name.toLowerCase() },
    ]),
  ),
  [unitId]: { type: 'structure' },
};

/** The models of all services of the AST, by name. */
export function readServices(unflattened: Ast, options: ReadOptions): readonly ServiceModel[] {
  if (!unflattened.smithy.startsWith('2'))
    throw new Error(`${options.source}: Smithy ${unflattened.smithy}; only ASTs of version 2 can be read`);
  const ast = flattenMixins(unflattened);
  const ids = Object.keys(ast.shapes)
    .filter((id) => ast.shapes[id]?.type === 'service')
    .sort();
  if (ids.length === 0) throw new Error(`${options.source}: no service`);
  const single = ids.length === 1 ? options.name : undefined;
  const names = new Set<string>();
  return ids
    .map((id) => {
      const name = single ?? uniqueName(sdkIdOf(ast, id), names);
      names.add(name);
      return readService(ast, id, name, options);
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function sdkIdOf(ast: Ast, id: string): string {
  // The trait's definition has the sdkId as a string.
  const about = find(ast, id).traits?.['aws.api#service'] as { readonly sdkId?: string } | undefined;
  return about?.sdkId ?? localName(id);
}

function uniqueName(sdkId: string, names: ReadonlySet<string>): string {
  const name = kebabCase(sdkId);
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (!names.has(candidate)) return candidate;
  }
}

function readService(ast: Ast, id: string, name: string, options: ReadOptions): ServiceModel {
  const service = find(ast, id);
  const operationIds = operationsOf(ast, service);
  const roots = [unitId, ...targets(service.errors)];
  for (const operation of operationIds.map((each) => find(ast, each))) {
    roots.push(operation.input?.target ?? unitId, operation.output?.target ?? unitId, ...targets(operation.errors));
  }
  const closure = closureById(ast, roots);
  const keys = settleNames({
    serviceId: id,
    serviceName: name,
    rename: service.rename ?? {},
    shapes: closure,
    aliases: aliasesOf(ast, operationIds),
  });
  const keyOf = (shapeId: string): string => keys.get(shapeId) ?? missing(shapeId);
  const shapes = [...closure].map(([shapeId, shape]) => readShape(shapeId, shape, keyOf));
  const operations = operationIds.map((each) => readOperation(ast, each, keyOf, options.covers));
  return {
    name,
    source: options.source,
    facts: factsOf(name, id, service, targets(service.errors).map(keyOf)),
    shapes: new Map(shapes.sort((a, b) => (a.key < b.key ? -1 : 1)).map((shape) => [shape.key, shape])),
    operations,
    covered: operations.filter((operation) => operation.covered),
  };
}

/** Ids of the service's operations, those of its resources too, by name. */
function operationsOf(ast: Ast, service: AstShape): readonly string[] {
  const ids = new Set<string>();
  const visit = (owner: AstShape): void => {
    const lifecycle = [owner.create, owner.put, owner.read, owner.update, owner.delete, owner.list];
    for (const id of targets([...(owner.operations ?? []), ...(owner.collectionOperations ?? []), ...lifecycle])) ids.add(id);
    for (const id of targets(owner.resources)) visit(find(ast, id));
  };
  visit(service);
  return [...ids].sort((a, b) => (localName(a) < localName(b) ? -1 : 1));
}

function aliasesOf(ast: Ast, operationIds: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    operationIds.flatMap((id) => {
      const operation = find(ast, id);
      return [
        [`${localName(id)}Input`, operation.input?.target ?? unitId],
        [`${localName(id)}Output`, operation.output?.target ?? unitId],
      ] as const;
    }),
  );
}

function closureById(ast: Ast, roots: readonly string[]): ReadonlyMap<string, AstShape> {
  const closure = new Map<string, AstShape>();
  const queue = [...roots];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (closure.has(id)) continue;
    const shape = find(ast, id);
    closure.set(id, shape);
    for (const [, member] of membersOf(shape)) queue.push(member.target);
  }
  return closure;
}

/** Members that carry data; those of enums are values instead. */
function membersOf(shape: AstShape): readonly (readonly [string, AstMember])[] {
  if (shape.type === 'enum' || shape.type === 'intEnum') return [];
  if (shape.member) return [['member', shape.member]];
  if (shape.key && shape.value)
    return [
      ['key', shape.key],
      ['value', shape.value],
    ];
  return Object.entries(shape.members ?? {});
}

function readShape(id: string, shape: AstShape, keyOf: (id: string) => string): ModelShape {
  const members = membersOf(shape).map(([name, member]): [string, ModelMember] => [
    name,
    { name, shape: keyOf(member.target), traits: member.traits ?? {} },
  ]);
  const traits: Traits = shape.type === 'set' ? { ...shape.traits, 'smithy.api#uniqueItems': {} } : (shape.traits ?? {});
  const type = typeOf(shape);
  const internalValues = internalValuesOf(shape);
  return {
    key: keyOf(id),
    id,
    name: localName(id),
    type,
    traits,
    members: new Map(members),
    values: valuesOf(shape),
    ...(internalValues.length > 0 && { internalValues }),
  };
}

function typeOf(shape: AstShape): ModelShapeType {
  if (shape.type === 'set') return 'list';
  if (shape.type === 'string' && shape.traits?.['smithy.api#enum'] !== undefined) return 'enum';
  // What is left are the types of Smithy's data shapes, which have the names of ModelShapeType.
  return shape.type as ModelShapeType;
}

function valuesOf(shape: AstShape): readonly (string | number)[] {
  const old = shape.traits?.['smithy.api#enum'];
  // The enum trait of Smithy 1: a list of definitions, each with its value.
  if (old !== undefined) return (old as readonly { readonly value: string }[]).map((definition) => definition.value);
  if (shape.type !== 'enum' && shape.type !== 'intEnum') return [];
  return Object.entries(shape.members ?? {}).map(([name, member]) => {
    const value = member.traits?.['smithy.api#enumValue'];
    return typeof value === 'number' || typeof value === 'string' ? value : name;
  });
}

function internalValuesOf(shape: AstShape): readonly string[] {
  // The enum trait of Smithy 1, as above.
  const old = (shape.traits?.['smithy.api#enum'] ?? []) as readonly { readonly value: string; readonly tags?: readonly string[] }[];
  const tagged = old.filter((definition) => definition.tags?.includes('internal')).map((definition) => definition.value);
  if (shape.type !== 'enum') return tagged;
  const members = Object.entries(shape.members ?? {}).filter(([, member]) => member.traits?.['smithy.api#internal'] !== undefined);
  return members.map(([name, member]) => String(member.traits?.['smithy.api#enumValue'] ?? name));
}

function readOperation(ast: Ast, id: string, keyOf: (id: string) => string, covers: (operation: string) => boolean): ModelOperation {
  const operation = find(ast, id);
  const input = operation.input?.target ?? unitId;
  const output = operation.output?.target ?? unitId;
  return {
    name: localName(id),
    id,
    traits: operation.traits ?? {},
    input: keyOf(input),
    output: keyOf(output),
    unitInput: input === unitId,
    unitOutput: output === unitId,
    errors: targets(operation.errors).map(keyOf),
    covered: covers(localName(id)),
  };
}

const targets = (references: readonly (AstReference | undefined)[] | undefined): string[] =>
  (references ?? []).flatMap((reference) => reference?.target ?? []);

const find = (ast: Ast, id: string): AstShape => ast.shapes[id] ?? prelude[id] ?? missing(id);

function missing(id: string): never {
  throw new Error(`The model has no shape ${id}`);
}
