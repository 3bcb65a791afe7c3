/** How SNS calls other services. */
import type { CallAs, ServiceClients } from '../../dependencies.js';
import type { Storage, Topic } from '../storage.js';

const SNS_ITSELF = 'sns.amazonaws.com';

/** Rows are replaced when they change. One for all of a topic's deliveries: a Publish may make a hundred. */
const callers = new WeakMap<Topic, CallAs>();

/** @param region of what is called. */
export function asSns(topic: Topic, region = topic.region): CallAs {
  const known = callers.get(topic);
  if (known !== undefined) return known.region === region ? known : { ...known, region };
  const { arn, accountId } = topic;
  const as: CallAs = {
    accountId,
    region: topic.region,
    principal: { kind: 'service', accountId, arn: SNS_ITSELF, userId: SNS_ITSELF },
    source: { arn, accountId },
  };
  callers.set(topic, as);
  return region === topic.region ? as : { ...as, region };
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
