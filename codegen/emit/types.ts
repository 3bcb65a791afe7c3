/** generated/<service>/types.ts: the structures, unions and enums that the covered operations use. */
import { type InterfaceDeclarationStructure, StructureKind } from 'ts-morph';
import { closureOf, type ModelMember, type ModelShape, type ServiceModel, shapeOf } from '../model/service-model.js';
import { lineWidth, propertyKey } from './literal.js';
import { type Statements, typeAlias, typeImport } from './source-files.js';
import { streamMember } from './tables.js';
import { enumType, memberType, streamTypes } from './type-text.js';

/** `contract` is the import path of src/contract. */
export function typeStatements(model: ServiceModel, contract: string): Statements {
  const used = new Set<string>();
  const shapes = typedShapes(model).flatMap((shape) => declaration(model, shape, (name) => used.add(name)) ?? []);
  const aliases = model.covered.flatMap((operation) => [
    ...alias(model, `${operation.name}Input`, operation.input, 'input'),
    ...alias(model, `${operation.name}Output`, operation.output, 'output'),
  ]);
  return [
    ...typeImport(used.has('DocumentValue') ? ['DocumentValue'] : [], `${contract}/document.js`),
    ...typeImport(used.has('ByteStream') ? ['ByteStream'] : [], `${contract}/wire.js`),
    ...shapes,
    ...aliases,
  ];
}

/** The shapes that types.ts declares: those behind inputs and outputs, and those that errors' members lead to. */
function typedShapes(model: ServiceModel): readonly ModelShape[] {
  const errors = model.covered.flatMap((operation) => operation.errors).concat(model.covered.length > 0 ? model.facts.commonErrors : []);
  const roots = model.covered.flatMap((operation) => [operation.input, operation.output]);
  const behindErrors = errors.flatMap((key) => [...shapeOf(model, key).members.values()].map((member) => member.shape));
  return closureOf(model, [...roots, ...behindErrors]).map((key) => shapeOf(model, key));
}

type Declaration = InterfaceDeclarationStructure | string;

function declaration(model: ServiceModel, shape: ModelShape, uses: (name: string) => void): Declaration | undefined {
  if (shape.id === 'smithy.api#Unit') return undefined;
  switch (shape.type) {
    case 'structure':
      return {
        kind: StructureKind.Interface,
        name: shape.key,
        isExported: true,
        properties: [...shape.members.values()].map((member) => property(model, shape, member, uses)),
      };
    case 'union':
      return typeAlias(shape.key, unionType(model, shape, uses));
    case 'enum':
    case 'intEnum':
      return typeAlias(shape.key, enumType(shape.values, lineWidth - `export type ${shape.key} = ;`.length));
    default:
      return undefined;
  }
}

function property(
  model: ServiceModel,
  shape: ModelShape,
  member: ModelMember,
  uses: (name: string) => void,
): { name: string; type: string } {
  const required = 'smithy.api#required' in member.traits;
  const type = isStreamingBlob(model, member) && isOutputOnly(model, shape.key) ? streamTypes.output : memberType(model, member, uses);
  return { name: propertyKey(member.name) + (required ? '' : '?'), type: required ? type : `${type} | undefined` };
}

const isStreamingBlob = (model: ServiceModel, member: ModelMember): boolean => {
  const target = shapeOf(model, member.shape);
  return target.type === 'blob' && 'smithy.api#streaming' in target.traits;
};

const isOutputOnly = (model: ServiceModel, key: string): boolean => !model.covered.some((operation) => operation.input === key);

/** One variant a member; the others' names are there as `never`, so that a variant can be told by looking at one member. */
function unionType(model: ServiceModel, shape: ModelShape, uses: (name: string) => void): string {
  const members = [...shape.members.values()];
  if (members.length === 0) return 'Record<string, never>';
  const variants = members.map((chosen) => {
    const properties = members.map((member) =>
      member === chosen ? `${propertyKey(member.name)}: ${memberType(model, member, uses)}` : `${propertyKey(member.name)}?: never`,
    );
    return `\n  | { ${properties.join('; ')} }`;
  });
  return variants.join('');
}

/** The name by which handlers know an operation's input or output, where the model has another. */
function alias(model: ServiceModel, name: string, key: string, side: 'input' | 'output'): Declaration[] {
  const shape = shapeOf(model, key);
  const type = shape.id === 'smithy.api#Unit' ? 'Record<string, never>' : shape.key;
  const stream = streamMember(model, key);
  if (side === 'output' && stream?.kind === 'blob' && !isOutputOnly(model, key) && name !== key) {
    const member = propertyKey(stream.member);
    const streamed = `Omit<${type}, '${stream.member}'> & { ${member}?: ${streamTypes.output} | undefined }`;
    return [typeAlias(name, streamed)];
  }
  return name === type ? [] : [typeAlias(name, type)];
}
