/** Step 3 of a request's way: the constraints of the model. */
import type { Ajv, AnySchemaObject, KeywordDefinition } from 'ajv';
import type { OperationDescriptor, ServiceConstraints, ServiceTables } from '../contract/operation.js';
import { validationError } from './dialects.js';
import { hasEqualElements } from './equality.js';
import { violationsOf } from './violation.js';

/** Throws the service's answer to an input that violates the model's constraints: one error that counts them all. */
export type InputCheck = (input: unknown) => void;

/** Ajv's instances by the constraints that they hold. */
const compilers = new WeakMap<ServiceConstraints, Promise<Ajv>>();
const root = 'constraints';

/**
 * Compiles the check of one operation; undefined when its input has no constraints. Ajv takes 40 ms to load, so it is loaded when the first
 * operation that has some is called. The caller keeps the check.
 */
export async function loadValidator(
  constraints: ServiceConstraints,
  operation: OperationDescriptor,
  tables: ServiceTables,
): Promise<InputCheck | undefined> {
  if (!Object.hasOwn(constraints.operations, operation.name)) return undefined;
  let compiler = compilers.get(constraints);
  if (compiler === undefined) {
    compiler = createCompiler(constraints);
    compilers.set(constraints, compiler);
  }
  const ajv = await compiler;
  const validate = ajv.getSchema(`${root}#/operations/${operation.name}`);
  if (validate === undefined) throw new Error(`${tables.facts.name}: no schema for ${operation.name}`);
  return (input) => {
    if (validate(input) === true) return;
    throw validationError(violationsOf(validate.errors ?? [], input, operation, tables), input, operation, tables);
  };
}

async function createCompiler(constraints: ServiceConstraints): Promise<Ajv> {
  // CommonJS: once bundled it has a default export alone.
  const {
    default: { Ajv },
  } = await import('ajv');
  const ajv = new Ajv({
    allErrors: true,
    // The errors then carry the schema and the value, which messages show.
    verbose: true,
    // The schemas are generated; validateSchema would load another schema to check them against.
    strict: false,
    validateSchema: false,
    validateFormats: false,
    logger: false,
    code: { process: escapeSeldom },
  });
  // Ours knows the limit of the length.
  ajv.removeKeyword('pattern');
  for (const keyword of keywords) ajv.addKeyword(keyword);
  ajv.addSchema({ $id: root, ...constraints });
  return ajv;
}

const ESCAPED_KEY = /(\w+)\.replace\(\/~\/g, "~0"\)\.replace\(\/\\\/\/g, "~1"\)/g;

/** Ajv's code escapes each key of a map for the path that an error would have: two replacements for each attribute of an item. Few need one. */
const escapeSeldom = (code: string): string => code.replace(ESCAPED_KEY, '($1.includes("~")||$1.includes("/")?$&:$1)');

const keywords: readonly KeywordDefinition[] = [
  {
    keyword: 'pattern',
    type: 'string',
    errors: false,
    compile: (source: string, parent: AnySchemaObject) => {
      const pattern = new RegExp(source, 'u');
      // A value of more than twice as many code units is too long whatever its characters, and refused for that alone: some patterns take
      // the square of the length to fail, or its cube.
      const longest: unknown = parent.maxLength;
      const limit = typeof longest === 'number' ? 2 * longest : Number.POSITIVE_INFINITY;
      return (data: string) => data.length > limit || pattern.test(data);
    },
  },
  {
    keyword: 'minBytes',
    errors: false,
    compile: (limit: number) => (data: unknown) => !(data instanceof Uint8Array) || data.byteLength >= limit,
  },
  {
    keyword: 'maxBytes',
    errors: false,
    compile: (limit: number) => (data: unknown) => !(data instanceof Uint8Array) || data.byteLength <= limit,
  },
  {
    keyword: 'distinct',
    type: 'array',
    errors: false,
    validate: (_schema: true, data: readonly unknown[]) => !hasEqualElements(data),
  },
];
