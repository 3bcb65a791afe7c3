import { isOperator } from './conditions.js';
import {
  type Condition,
  type Patterns,
  type PolicyDocument,
  type PolicyProblem,
  PolicyProblemError,
  type PrincipalKind,
  type PrincipalPattern,
  type Principals,
  type Statement,
} from './document.js';

type Json = Readonly<Record<string, unknown>>;

const DOCUMENT_FIELDS: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_FIELDS: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const PRINCIPAL_KINDS: ReadonlySet<string> = new Set<PrincipalKind>(['AWS', 'Service', 'Federated', 'CanonicalUser']);

/**
 * Reads a policy as text; which of the optional fields it must have, and what its principals may be, is the asking service's matter.
 * @throws PolicyProblemError
 */
export function parsePolicy(text: string): PolicyDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw problem({ kind: 'not-json' });
  }
  if (!isObject(value)) throw problem({ kind: 'not-an-object' });
  refuseUnknown(value, DOCUMENT_FIELDS);
  const { Version: version = '2008-10-17', Id: id, Statement: given } = value;
  if (version !== '2012-10-17' && version !== '2008-10-17') throw problem({ kind: 'bad-value', field: 'Version', value: version });
  if (given === undefined) throw problem({ kind: 'missing-field', field: 'Statement' });
  if (id !== undefined && typeof id !== 'string') throw problem({ kind: 'bad-value', field: 'Id', value: id });
  const statements = (Array.isArray(given) ? given : [given]).map(readStatement);
  const sids = new Set<string>();
  for (const { sid } of statements) {
    if (sid === undefined || sid === '') continue;
    if (sids.has(sid)) throw problem({ kind: 'duplicate-sid', sid });
    sids.add(sid);
  }
  return { version, ...(id === undefined ? {} : { id }), statements };
}

function readStatement(value: unknown): Statement {
  if (!isObject(value)) throw problem({ kind: 'bad-value', field: 'Statement', value });
  refuseUnknown(value, STATEMENT_FIELDS);
  const { Sid: sid, Effect: effect } = value;
  if (sid !== undefined && typeof sid !== 'string') throw problem({ kind: 'bad-value', field: 'Sid', value: sid });
  if (effect === undefined) throw problem({ kind: 'missing-field', field: 'Effect' });
  if (effect !== 'Allow' && effect !== 'Deny') throw problem({ kind: 'bad-value', field: 'Effect', value: effect });
  const actions = readPatterns(value, 'Action', 'NotAction');
  if (actions === undefined) throw problem({ kind: 'missing-field', field: 'Action' });
  const resources = readPatterns(value, 'Resource', 'NotResource');
  const principals = readPrincipals(value);
  return {
    ...(sid === undefined ? {} : { sid }),
    effect,
    ...(principals === undefined ? {} : { principals }),
    actions,
    ...(resources === undefined ? {} : { resources }),
    conditions: readConditions(value.Condition),
  };
}

function readPatterns(statement: Json, field: string, negatedField: string): Patterns | undefined {
  const name = chosen(statement, field, negatedField);
  if (name === undefined) return undefined;
  const values = textsOf(statement[name]);
  if (values === undefined || values.length === 0) throw problem({ kind: 'bad-value', field: name, value: statement[name] });
  return { negated: name === negatedField, values };
}

function readPrincipals(statement: Json): Principals | undefined {
  const name = chosen(statement, 'Principal', 'NotPrincipal');
  if (name === undefined) return undefined;
  const given = statement[name];
  const negated = name === 'NotPrincipal';
  if (given === '*') return { negated, values: [{ kind: 'AWS', value: '*' }] };
  if (!isObject(given) || Object.keys(given).length === 0) throw problem({ kind: 'bad-value', field: name, value: given });
  const values = Object.entries(given).flatMap(([kind, listed]): readonly PrincipalPattern[] => {
    const texts = textsOf(listed);
    if (!isPrincipalKind(kind) || texts === undefined || texts.length === 0)
      throw problem({ kind: 'bad-value', field: name, value: { [kind]: listed } });
    return texts.map((value) => ({ kind, value }));
  });
  return { negated, values };
}

function readConditions(given: unknown): readonly Condition[] {
  if (given === undefined) return [];
  if (!isObject(given)) throw problem({ kind: 'bad-value', field: 'Condition', value: given });
  return Object.entries(given).flatMap(([operator, keys]) => {
    if (!isOperator(operator)) throw problem({ kind: 'unknown-operator', operator });
    if (!isObject(keys)) throw problem({ kind: 'bad-value', field: operator, value: keys });
    return Object.entries(keys).map(([key, value]): Condition => {
      const values = scalarsOf(value);
      if (values === undefined) throw problem({ kind: 'bad-value', field: key, value });
      return { operator, key, values };
    });
  });
}

function chosen(statement: Json, field: string, negatedField: string): string | undefined {
  const has = statement[field] !== undefined;
  if (has && statement[negatedField] !== undefined) throw problem({ kind: 'conflicting-fields', fields: [field, negatedField] });
  return has ? field : statement[negatedField] === undefined ? undefined : negatedField;
}

function refuseUnknown(object: Json, known: ReadonlySet<string>): void {
  const field = Object.keys(object).find((name) => !known.has(name));
  if (field !== undefined) throw problem({ kind: 'unknown-field', field });
}

function textsOf(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every((each): each is string => typeof each === 'string') ? list : undefined;
}

/** Numbers and booleans may stand unquoted in conditions. */
function scalarsOf(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.map((each) => (typeof each === 'number' || typeof each === 'boolean' ? String(each) : each));
  return texts.every((each): each is string => typeof each === 'string') ? texts : undefined;
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const isPrincipalKind = (kind: string): kind is PrincipalKind => PRINCIPAL_KINDS.has(kind);
const problem = (found: PolicyProblem): PolicyProblemError => new PolicyProblemError(found);
