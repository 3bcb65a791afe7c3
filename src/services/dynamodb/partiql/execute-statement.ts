import type { ExecuteStatementInput, ExecuteStatementOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { capacityMember, type Units, unitsOfWrite } from '../items/capacity.js';
import { perform } from '../items/planned-write.js';
import { updatedValues } from '../items/return-values.js';
import { invalid } from '../refusals.js';
import type { Storage, TableRecord } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import type { Attributes } from '../values/attribute-value.js';
import { parseStatement } from './parse-statement.js';
import { type PlannedStatement, planStatement } from './planned-statement.js';
import { executeSelect } from './select.js';
import { Translation } from './translation.js';

export function executeStatement(storage: Storage, input: ExecuteStatementInput, ctx: Context): ExecuteStatementOutput {
  const parsed = parseStatement(input.Statement);
  const translation = new Translation(parsed, input.Parameters);
  const { statement } = parsed;
  if (statement.kind === 'select') return executeSelect(storage, statement, translation, input, ctx);
  if (statement.kind === 'exists') throw existsElsewhere();
  const planned = planStatement(statement, translation, input.ReturnValuesOnConditionCheckFailure);
  const table = tableForItems(storage, planned.tableName, ctx);
  const { returned, units } = performStatement(storage, planned, table, ctx);
  return {
    Items: returned === undefined ? [] : [returned],
    ...capacityMember(input.ReturnConsumedCapacity, table, units),
  };
}

export const existsElsewhere = (): Error => invalid('EXISTS can only be used in ExecuteTransaction write requests.');

export interface PerformedStatement {
  /** What RETURNING asks for. */
  readonly returned: Attributes | undefined;
  readonly units: () => Units;
}

export function performStatement(storage: Storage, planned: PlannedStatement, table: TableRecord, ctx: Context): PerformedStatement {
  const { located, old, item } = perform(storage, planned.plan, table, ctx, false);
  return {
    returned: updatedValues(planned.returning, old, item, planned.changes()),
    units: () => unitsOfWrite(table, located.key, old, item),
  };
}
