/** Where a SELECT goes on: a token that only the same statement takes. */
import { createHash } from 'node:crypto';
import type { AttributeValue, ExecuteStatementInput } from '../../../../generated/dynamodb/types.js';
import { invalid } from '../refusals.js';
import { type Attributes, checkAttributes } from '../values/attribute-value.js';

export interface Position {
  /** Which of the statement's partitions. */
  readonly at: number;
  /** The last key that was read in it. */
  readonly key?: Attributes;
}

type Asked = Pick<ExecuteStatementInput, 'Statement' | 'Parameters'>;

interface Token {
  readonly of: string;
  readonly at: number;
  readonly key?: Readonly<Record<string, { readonly S?: string; readonly N?: string; readonly B?: string }>>;
}

export function tokenFor({ at, key }: Position, asked: Asked): string {
  const token: Token = { of: digestOf(asked), at, ...(key === undefined ? {} : { key: mapValues(key, written) }) };
  return Buffer.from(JSON.stringify(token)).toString('base64');
}

/** @throws ValidationException for what isn't a token of this statement */
export function positionOf(text: string, asked: Asked): Position {
  const token = parse(text);
  if (token?.of !== digestOf(asked) || !Number.isInteger(token.at)) throw invalid('Invalid NextToken');
  return { at: token.at, ...(token.key === undefined ? {} : { key: checkAttributes(mapValues(token.key, read)) }) };
}

function parse(text: string): Token | undefined {
  try {
    // The digest tells whether it is one of ours.
    return JSON.parse(Buffer.from(text, 'base64').toString()) as Token;
  } catch {
    return undefined;
  }
}

/** Keys are scalars; JSON has no bytes. */
const written = ({ S, N, B }: AttributeValue) =>
  B !== undefined ? { B: Buffer.from(B).toString('base64') } : S !== undefined ? { S } : { N: N ?? '' };

const read = ({ S, N, B }: { readonly S?: string; readonly N?: string; readonly B?: string }): AttributeValue =>
  B !== undefined ? { B: Uint8Array.from(Buffer.from(B, 'base64')) } : S !== undefined ? { S } : { N: N ?? '' };

const mapValues = <T, U>(values: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));

const digestOf = ({ Statement: statement, Parameters: parameters = [] }: Asked): string =>
  createHash('sha256')
    .update(
      JSON.stringify([statement, parameters], (_name, value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
      ),
    )
    .digest('base64');
