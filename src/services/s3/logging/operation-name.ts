/** What the access log calls an operation: `REST.GET.OBJECT` (S3 User Guide, "Amazon S3 server access log format", Operation). */
import { S3_PARTS } from '../../../contract/s3-parts.js';
import type { AnsweredRequest } from '../../../contract/service-front.js';

export interface LoggedCall {
  readonly method: string;
  readonly query: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  /** Whether it names a source to copy from. */
  readonly isCopy: boolean;
  readonly kind: AnsweredRequest['kind'];
}

export function operationName({ method, query, key, isCopy, kind }: LoggedCall): string {
  if (kind === 'preflight') return 'REST.OPTIONS.PREFLIGHT';
  if (kind === 'website') return `WEBSITE.${method}.OBJECT`;
  const names = query.split('&').map((pair) => pair.split('=', 1)[0] ?? '');
  const verb = isCopy ? 'COPY' : method;
  if (names.includes('partNumber') && names.includes('uploadId')) return `REST.${verb}.PART`;
  if (names.includes('uploadId')) return `REST.${verb}.UPLOAD`;
  if (names.includes('tagging')) return `REST.${verb}.${key === '' ? 'TAGGING' : 'OBJECT_TAGGING'}`;
  const part = names.map((name) => S3_PARTS.get(name)).find((known) => known !== undefined);
  return `REST.${verb}.${part ?? (key === '' ? 'BUCKET' : 'OBJECT')}`;
}
