/** DynamoDB Local, measured in the same run where java and mvn are there. */
import { findDynamodbLocal } from '../test/conformance/dynamodb-local/installation.js';
import { startDynamodbLocal } from '../test/conformance/dynamodb-local/server.js';
import { costOf, type ServerProcess } from './server-process.js';

/** Undefined, or why it isn't measured. */
export async function whyNoDynamodbLocal(): Promise<string | undefined> {
  const found = await findDynamodbLocal();
  return 'missing' in found ? found.missing : undefined;
}

/** A new process; undefined where it can't be had. */
export async function startLocal(): Promise<ServerProcess | undefined> {
  if ((await whyNoDynamodbLocal()) !== undefined) return undefined;
  const { port, pid, secondsToFirstAnswer, stop } = await startDynamodbLocal();
  return { port, secondsToFirstAnswer, ...costOf(pid), stop };
}
