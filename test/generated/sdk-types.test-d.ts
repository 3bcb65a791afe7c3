/**
 * Checked by the compiler: the generated types of DynamoDB are those of the AWS SDK, in both directions. They may differ in
 * undefined-ness (the SDK gives `| undefined` to required members), in the SDK's `$unknown` variant of unions, and in our enums
 * being open.
 */
import type * as sdk from '@aws-sdk/client-dynamodb';
import type * as ours from '../../generated/dynamodb/types.js';

/** The literals of an open enum; another type of string stays. */
type Closed<T extends string> = [Known<T>] extends [never] ? T : Known<T>;
type Known<T extends string> = T extends string ? (string extends T ? never : T) : never;

/** Members that the SDK's release has and the model of that time hadn't been published with; they are left out on both sides. */
type OnlyInSdk = 'DisassociationProtectionEnabled';

type Present<T> = Exclude<T, undefined>;

/** Members that can only be undefined are left out, all others are there. */
type Plain<T> = [T] extends [string]
  ? Closed<T>
  : T extends { readonly $unknown: readonly [string, unknown] }
    ? never
    : T extends Date | Uint8Array
      ? T
      : T extends readonly (infer E)[]
        ? Plain<E>[]
        : T extends object
          ? { [K in keyof T as K extends OnlyInSdk ? never : [Present<T[K]>] extends [never] ? never : K]-?: Plain<Present<T[K]>> }
          : T;

type Assignable<A, B> = [Plain<A>] extends [Plain<B>] ? true : false;
type Same<A, B> = [Assignable<A, B>, Assignable<B, A>] extends [true, true] ? true : false;
type Is<Expected extends boolean, Actual extends Expected> = [Expected, Actual];

export type CoveredOperations = [
  Is<true, Same<ours.BatchGetItemInput, sdk.BatchGetItemInput>>,
  Is<true, Same<ours.BatchGetItemOutput, sdk.BatchGetItemOutput>>,
  Is<true, Same<ours.BatchWriteItemInput, sdk.BatchWriteItemInput>>,
  Is<true, Same<ours.BatchWriteItemOutput, sdk.BatchWriteItemOutput>>,
  Is<true, Same<ours.CreateTableInput, sdk.CreateTableInput>>,
  Is<true, Same<ours.CreateTableOutput, sdk.CreateTableOutput>>,
  Is<true, Same<ours.DeleteItemInput, sdk.DeleteItemInput>>,
  Is<true, Same<ours.DeleteItemOutput, sdk.DeleteItemOutput>>,
  Is<true, Same<ours.DeleteTableInput, sdk.DeleteTableInput>>,
  Is<true, Same<ours.DeleteTableOutput, sdk.DeleteTableOutput>>,
  Is<true, Same<ours.DescribeTableInput, sdk.DescribeTableInput>>,
  Is<true, Same<ours.DescribeTableOutput, sdk.DescribeTableOutput>>,
  Is<true, Same<ours.GetItemInput, sdk.GetItemInput>>,
  Is<true, Same<ours.GetItemOutput, sdk.GetItemOutput>>,
  Is<true, Same<ours.ListTablesInput, sdk.ListTablesInput>>,
  Is<true, Same<ours.ListTablesOutput, sdk.ListTablesOutput>>,
  Is<true, Same<ours.PutItemInput, sdk.PutItemInput>>,
  Is<true, Same<ours.PutItemOutput, sdk.PutItemOutput>>,
  Is<true, Same<ours.QueryInput, sdk.QueryInput>>,
  Is<true, Same<ours.QueryOutput, sdk.QueryOutput>>,
  Is<true, Same<ours.ScanInput, sdk.ScanInput>>,
  Is<true, Same<ours.ScanOutput, sdk.ScanOutput>>,
  Is<true, Same<ours.AttributeValue, sdk.AttributeValue>>,
];

/** Whatever is wrong must be seen: other operations, a member too many, a member of another type, at the top and deep inside. */
export type WrongOnes = [
  Is<false, Same<ours.GetItemInput, sdk.PutItemInput>>,
  Is<false, Same<ours.GetItemInput & { Extra: string }, sdk.GetItemInput>>,
  Is<false, Same<Omit<ours.GetItemInput, 'TableName'>, sdk.GetItemInput>>,
  Is<false, Same<Omit<ours.GetItemInput, 'ConsistentRead'> & { ConsistentRead?: string }, sdk.GetItemInput>>,
  Is<false, Same<Omit<ours.GetItemOutput, 'Item'> & { Item?: Record<string, { S: string }> }, sdk.GetItemOutput>>,
  Is<false, Same<Omit<ours.QueryInput, 'Select'> & { Select?: 'COUNT' | (string & {}) }, sdk.QueryInput>>,
  Is<false, Same<Exclude<ours.AttributeValue, { BOOL: boolean }>, sdk.AttributeValue>>,
];
