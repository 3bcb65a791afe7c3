/** How SNS calls other services. */
import type { CallAs, ServiceClients } from '../../dependencies.js';
import type { Storage, Topic } from '../storage.js';

const SNS_ITSELF = 'sns.amazonaws.com';

/** @param origin of a publication, which URLs in answers echo. */
export function asSns({ arn, accountId, region }: Topic): CallAs {
  return {
    accountId,
    region,
    principal: { kind: 'service', accountId, arn: SNS_ITSELF, userId: SNS_ITSELF },
    source: { arn, accountId },
  };
}

/** What is asked of the services that need not be there, in the words of their models. */
export interface OtherServices {
  readonly lambda: {
    getFunction(input: { readonly FunctionName: string }, as: CallAs): Promise<unknown>;
    invoke(
      input: { readonly FunctionName: string; readonly InvocationType: 'Event'; readonly Payload: Uint8Array },
      as: CallAs,
    ): Promise<unknown>;
  };
  readonly firehose: {
    describeDeliveryStream(input: { readonly DeliveryStreamName: string }, as: CallAs): Promise<unknown>;
    putRecord(input: { readonly DeliveryStreamName: string; readonly Record: { readonly Data: Uint8Array } }, as: CallAs): Promise<unknown>;
  };
}

/** The proxy behind it has a client for every name, and calls of services that aren't emulated are refused as such; its type knows the others. */
export const otherServices = ({ services }: Pick<Storage, 'services'>): OtherServices => services as ServiceClients & OtherServices;
