/** generated/<service>/validators.ts: the model's constraints as JSON Schema. */
import type { ServiceConstraints } from '../../src/contract/operation.js';
import type { ModelOperation, ServiceModel } from '../model/service-model.js';

/** The constraints of the covered operations. */
export function emitValidators(_model: ServiceModel, _covered: readonly ModelOperation[]): ServiceConstraints {
  return { $defs: {}, operations: {} };
}
