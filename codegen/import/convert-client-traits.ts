/** Paginators and waiters: what clients do with an operation. */
import type { Traits } from '../model/ast.js';
import type { BotocoreAcceptor, BotocoreOperation, BotocorePaginator, BotocoreSource, BotocoreWaiter } from './botocore.js';

const memberName = /^\w+$/;
const memberPath = /^\w+(\.\w+)*$/;

/** The paginated trait, where the paginator is one that Smithy can express: one token in, one out. */
export function paginationTraits(operation: BotocoreOperation, source: BotocoreSource): Traits {
  const paginator = source.paginators[operation.name];
  if (!paginator) return {};
  const inputToken = single(paginator.input_token);
  const outputToken = single(paginator.output_token);
  if (inputToken === undefined || outputToken === undefined || !memberName.test(inputToken) || !memberPath.test(outputToken)) return {};
  const items = itemsOf(paginator);
  return {
    'smithy.api#paginated': {
      inputToken,
      outputToken,
      ...(items !== undefined && { items }),
      ...(paginator.limit_key !== undefined && { pageSize: paginator.limit_key }),
    },
  };
}

const single = (token: string | readonly string[]): string | undefined => {
  if (typeof token === 'string') return token;
  return token.length === 1 ? token[0] : undefined;
};

/** Of several results the first is the list (`Items` before `Count`). */
function itemsOf(paginator: BotocorePaginator): string | undefined {
  const key = paginator.result_key;
  const first = typeof key === 'string' || key === undefined ? key : key[0];
  return first !== undefined && memberPath.test(first) ? first : undefined;
}

/** The waitable trait: all waiters on the operation. */
export function waiterTraits(operation: BotocoreOperation, source: BotocoreSource): Traits {
  const waiters = Object.entries(source.waiters).filter(([, waiter]) => waiter.operation === operation.name);
  if (waiters.length === 0) return {};
  return {
    'smithy.waiters#waitable': Object.fromEntries(waiters.map(([name, waiter]) => [name, convertWaiter(waiter, operation, source)])),
  };
}

function convertWaiter(waiter: BotocoreWaiter, operation: BotocoreOperation, source: BotocoreSource): object {
  return {
    acceptors: waiter.acceptors.flatMap((acceptor) => {
      const matcher = convertMatcher(acceptor, operation, source);
      return matcher === undefined ? [] : [{ state: acceptor.state, matcher }];
    }),
    minDelay: waiter.delay,
    // Smithy's default is 120, and a maximum below the minimum is not valid.
    ...(waiter.delay > 120 && { maxDelay: waiter.delay }),
  };
}

function convertMatcher(acceptor: BotocoreAcceptor, operation: BotocoreOperation, source: BotocoreSource): object | undefined {
  const path = acceptor.argument;
  // Smithy writes booleans as strings too.
  const expected = String(acceptor.expected);
  const isBoolean = typeof acceptor.expected === 'boolean';
  switch (acceptor.matcher) {
    case 'path':
      return { output: { path, expected, comparator: isBoolean ? 'booleanEquals' : 'stringEquals' } };
    case 'pathAll':
      return { output: { path, expected, comparator: 'allStringEquals' } };
    case 'pathAny':
      return { output: { path, expected, comparator: 'anyStringEquals' } };
    case 'error':
      return isBoolean ? { success: !acceptor.expected } : { errorType: expected };
    case 'status':
      return statusMatcher(Number(acceptor.expected), operation, source);
  }
}

/** Smithy's waiters know no status: it is success, or the one error of the operation that has it. */
function statusMatcher(status: number, operation: BotocoreOperation, source: BotocoreSource): object | undefined {
  if (status >= 200 && status < 300) return { success: true };
  const errors = (operation.errors ?? []).filter(({ shape }) => source.service.shapes[shape]?.error?.httpStatusCode === status);
  return errors.length === 1 ? { errorType: errors[0]?.shape } : undefined;
}
