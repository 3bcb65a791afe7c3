/** The service definitions of the botocore that requirements.txt pins. */
import { join } from 'node:path';
import { readSource } from '../../../codegen/import/source.js';
import type { Ast } from '../../../codegen/model/ast.js';
import { findPython } from '../../clients/python.js';

/** Folder of botocore's data, or why there is none. */
export async function findBotocore(): Promise<{ readonly data: string } | { readonly missing: string }> {
  const python = await findPython();
  if ('missing' in python) return python;
  return { data: join(python.environment.sitePackages, 'botocore', 'data') };
}

/** One service, converted. The folder's name is botocore's: `dynamodbstreams`. */
export function convertFromBotocore(data: string, folder: string): Ast {
  const [model, ...others] = readSource(join(data, folder));
  if (!model || others.length > 0) throw new Error(`${folder} should hold one model`);
  return model.ast;
}
