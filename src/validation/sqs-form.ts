/** How SQS refuses an input: not in the general form, and the first fault only. */
import { FrameworkError } from '../contract/errors.js';
import type { OperationDescriptor, ServiceTables } from '../contract/operation.js';
import { type CoralDialect, coralMessage } from './coral-form.js';
import type { Step, Violation } from './violation.js';

/**
 * Recorded: MissingParameter `The request must contain the parameter MessageGroupId.`, and InvalidAttributeName
 * `Unknown Attribute FifoQueue.` for an attribute that SQS doesn't know.
 */
export function sqsError(
  violations: readonly Violation[],
  input: unknown,
  operation: OperationDescriptor,
  tables: ServiceTables,
  dialect: CoralDialect,
): FrameworkError {
  const missing = violations.find(({ constraint }) => constraint === 'required');
  if (missing) {
    const message = `The request must contain the parameter ${parameterName(missing.path, operation, tables)}.`;
    return new FrameworkError('ValidationException', message, { code: 'MissingParameter' });
  }
  const unknown = violations.find(({ constraint }) => constraint === 'enum');
  if (unknown) {
    return new FrameworkError('ValidationException', `Unknown Attribute ${String(unknown.value)}.`, { code: 'InvalidAttributeName' });
  }
  const message = coralMessage(violations, input, operation, tables, dialect);
  return new FrameworkError('ValidationException', message, { code: 'InvalidParameterValue' });
}

/** As the query protocol numbers them: `SendMessageBatchRequestEntry.1.Id`. */
function parameterName(path: readonly Step[], operation: OperationDescriptor, { shapes }: ServiceTables): string {
  let key = operation.input;
  const names: string[] = [];
  for (const step of path) {
    const shape = shapes[key];
    if (shape?.type === 'list' && step.kind === 'item') {
      key = shape.member.shape;
      // The list's own name gives way to that of its elements.
      names.splice(-1, 1, key, String(step.index + 1));
    } else if (shape?.type === 'map' && step.kind === 'entry') {
      key = shape.value.shape;
      names.push(step.key);
    } else if (step.kind === 'member' && (shape?.type === 'structure' || shape?.type === 'union')) {
      key = shape.members[step.name]?.shape ?? '';
      names.push(step.name);
    }
  }
  return names.join('.');
}
