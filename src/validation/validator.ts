/** Step 3 of a request's way: the constraints of the model. */
import type { Ajv, AnySchemaObject, KeywordDefinition, Options, ValidateFunction } from 'ajv';
import type { OperationDescriptor, ServiceConstraints, ServiceTables } from '../contract/operation.js';
import { validationError } from './dialects.js';
import { hasEqualElements } from './equality.js';
import { violationsOf } from './violation.js';

/** Throws the service's answer to an input that violates the model's constraints: one error that counts them all. */
export type InputCheck = (input: unknown) => void;

/** Ajv's instances that hold one service's constraints. */
interface Compilers {
  /** Its checks say whether an input holds all constraints, and are strict where that is quicker; they know nothing of what is wrong. */
  readonly quick: Ajv;
  /** Its checks find every violation. Made for the first input that the quick ones don't pass. */
  readonly full: () => Ajv;
}

const compilers = new WeakMap<ServiceConstraints, Promise<Compilers>>();
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
  let loading = compilers.get(constraints);
  if (loading === undefined) {
    loading = createCompilers(constraints);
    compilers.set(constraints, loading);
  }
  const { quick, full } = await loading;
  const passes = checkIn(quick, operation, tables);
  let validate: ValidateFunction | undefined;
  return (input) => {
    if (passes(input) === true) return;
    validate ??= checkIn(full(), operation, tables);
    if (validate(input) === true) return;
    throw validationError(violationsOf(validate.errors ?? [], input, operation, tables), input, operation, tables);
  };
}

function checkIn(ajv: Ajv, operation: OperationDescriptor, tables: ServiceTables): ValidateFunction {
  const validate = ajv.getSchema(`${root}#/operations/${operation.name}`);
  if (validate === undefined) throw new Error(`${tables.facts.name}: no schema for ${operation.name}`);
  return validate;
}

async function createCompilers(constraints: ServiceConstraints): Promise<Compilers> {
  // CommonJS: once bundled it has a default export alone.
  const {
    default: { Ajv },
  } = await import('ajv');
  const create = (options: Options): Ajv => {
    // The schemas are generated; validateSchema would load another schema to check them against.
    const ajv = new Ajv({ ...options, strict: false, validateSchema: false, validateFormats: false, logger: false });
    // Ours knows the limit of the length.
    ajv.removeKeyword('pattern');
    for (const keyword of keywords) ajv.addKeyword(keyword);
    ajv.addSchema({ $id: root, ...constraints });
    return ajv;
  };
  let full: Ajv | undefined;
  return {
    quick: create({ messages: false, code: { process: quicken } }),
    full: () => {
      // With verbose the errors carry the schema and the value, which messages show.
      full ??= create({ allErrors: true, verbose: true });
      return full;
    },
  };
}

const PATH_ARGUMENT = /, \{instancePath:[^{}]*\}\)/g;
const LONGEST = /\bfunc\d+\((\w+)\) > /g;
const EMPTY = /\bfunc\d+\((\w+)\) < 1\)/g;

/**
 * Takes out of Ajv's code what costs more than the checks. For each value of a map or a list it makes the path that an error would have, in
 * case there is one. And it counts characters: a text has at most as many as code units, and none when it has none.
 */
const quicken = (code: string): string =>
  code.replace(PATH_ARGUMENT, ')').replace(LONGEST, '$1.length > ').replace(EMPTY, '$1.length < 1)');

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
