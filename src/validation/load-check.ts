/** What dispatch asks for: the check of an operation that is called for the first time. */
import type { CatalogEntry, OperationDescriptor, ServiceTables } from '../contract/operation.js';
import { type InputCheck, loadValidator } from './validator.js';

/** The check that throws the service's answer to violated constraints; undefined when the model has none for the operation. */
export const loadCheck = async (
  entry: CatalogEntry,
  tables: ServiceTables,
  operation: OperationDescriptor,
): Promise<InputCheck | undefined> => loadValidator(await entry.loadConstraints(), operation, tables);
