/** Who visits a website: nobody in particular. */
import type { Context } from '../../../contract/context.js';
import type { FrontRequest } from '../../../contract/service-front.js';
import type { ServiceDependencies } from '../../dependencies.js';
import type { Bucket } from '../storage.js';

export function visitorContext({ clock }: ServiceDependencies, request: FrontRequest, bucket: Bucket): Context {
  const { method, target, headers, scheme, host, remoteAddress, requestId } = request;
  return {
    accountId: bucket.accountId,
    region: bucket.region,
    partition: partitionOf(bucket.region),
    requestId,
    principal: { kind: 'anonymous', accountId: bucket.accountId, arn: '*', userId: 'anonymous' },
    clock,
    operation: 'GetObject',
    request: { method, target, headers, scheme, host, remoteAddress, body: NO_BYTES },
  };
}

const NO_BYTES = new Uint8Array(0);

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
