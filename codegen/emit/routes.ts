/** The rows by which a request finds its operation. */
import type { Route } from '../../src/contract/operation.js';
import { type ModelOperation, type ServiceModel, shapeOf } from '../model/service-model.js';
import { httpTrait } from './tables.js';

/**
 * A row for every operation of the service, covered or not, by name; deprecated ones last, since of rows that match the same
 * requests the first is meant (S3 has GetBucketLifecycle and GetBucketLifecycleConfiguration under one URI).
 */
export function routesOf(model: ServiceModel): readonly Route[] {
  const isDeprecated = (operation: ModelOperation): boolean => 'smithy.api#deprecated' in operation.traits;
  const operations = [...model.operations.filter((operation) => !isDeprecated(operation)), ...model.operations.filter(isDeprecated)];
  return operations.map((operation) => routeOf(model, operation));
}

function routeOf(model: ServiceModel, operation: ModelOperation): Route {
  const row: Route = { operation: operation.name, covered: operation.covered };
  const http = httpTrait(model, operation);
  if (!http) return row;
  const [path = '/', literals] = http.uri.split('?', 2);
  const query = queryLiterals(literals ?? '');
  const required = [...shapeOf(model, operation.input).members.values()].filter((member) => 'smithy.api#required' in member.traits);
  const names = (trait: string): string[] =>
    required.flatMap((member) => {
      const name = member.traits[trait];
      return typeof name === 'string' ? [name] : [];
    });
  const requiredQuery = names('smithy.api#httpQuery');
  const requiredHeaders = names('smithy.api#httpHeader').map((name) => name.toLowerCase());
  return {
    ...row,
    method: http.method,
    path,
    ...(Object.keys(query).length > 0 && { query }),
    ...(requiredQuery.length > 0 && { requiredQuery }),
    ...(requiredHeaders.length > 0 && { requiredHeaders }),
  };
}

/** `uploads&type=2&x-id=Foo` -> `{ uploads: '', type: '2' }` */
function queryLiterals(literals: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const part of literals.split('&')) {
    const [name = '', value = ''] = part.split('=', 2);
    if (name !== '' && name !== 'x-id') query[name] = value;
  }
  return query;
}
