/** Publish. */
import type { PublishInput, PublishOutput } from '../../../../generated/sns/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import { unemulated } from '../../../contract/not-emulated.js';
import { deliverAll, deliveryProtocol } from '../delivery/deliver.js';
import { invalidParameter } from '../refusals.js';
import type { Storage, Topic } from '../storage.js';
import { arnProblem, findTopic } from '../topics/find-topic.js';
import { largestMessageOf, USUAL_SIZE } from '../topics/message-size.js';
import { accept, type PublishFacts } from './fan-out.js';
import { originOf } from './publication.js';
import { checkFifo, readMessage } from './read-message.js';

/** Answers once every subscriber has the message, or it is written down for it; none of them can make it fail. */
export function publish(storage: Storage, input: PublishInput, ctx: Context): Answer<PublishOutput> {
  const target = input.TopicArn ?? input.TargetArn;
  if (Number(input.TopicArn !== undefined) + Number(input.TargetArn !== undefined) + Number(input.PhoneNumber !== undefined) > 1)
    throw invalidParameter('Only one of TopicArn, TargetArn and PhoneNumber can be given');
  if (target === undefined) {
    if (input.PhoneNumber === undefined) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
    return publishDirectly(storage, 'sms', input.PhoneNumber, input, ctx);
  }
  return input.TargetArn !== undefined && /:endpoint\//.test(target)
    ? publishDirectly(storage, 'application', target, input, ctx)
    : publishToTopic(storage, findTarget(storage, target, input, ctx), input, ctx);
}

function findTarget(storage: Storage, target: string, { TargetArn }: PublishInput, ctx: Context): Topic {
  const parameter = TargetArn === undefined ? 'TopicArn' : 'TargetArn';
  const problem = arnProblem(parameter, target);
  if (problem !== undefined) throw invalidParameter(problem);
  return findTopic(storage, target, ctx);
}

function publishToTopic(storage: Storage, topic: Topic, input: PublishInput, ctx: Context): Answer<PublishOutput> {
  const message = readMessage(input, largestMessageOf(topic));
  checkFifo(topic, input);
  const facts = factsOf(ctx);
  const { publication, deliveries } = topic.isFifo
    ? storage.state.atomically(() => accept(storage, topic, message, input.Message, facts))
    : accept(storage, topic, message, input.Message, facts);
  const { messageId, sequenceNumber } = publication;
  const answer: PublishOutput =
    sequenceNumber === undefined ? { MessageId: messageId } : { MessageId: messageId, SequenceNumber: sequenceNumber };
  return deliverAll(storage, deliveries)?.then(() => answer) ?? answer;
}

/** To an endpoint of a mobile application, or to a telephone. */
function publishDirectly(storage: Storage, protocol: string, target: string, input: PublishInput, ctx: Context): Answer<PublishOutput> {
  const message = readMessage(input, USUAL_SIZE);
  const delivery = deliveryProtocol(protocol);
  if (delivery?.deliverDirectly === undefined) throw unemulated('sns Publish', protocol === 'sms' ? 'PhoneNumber' : 'TargetArn');
  const publication = { messageId: storage.random.uuid(), ...message, ...factsOf(ctx) };
  const answer: PublishOutput = { MessageId: publication.messageId };
  return delivery.deliverDirectly(storage, { target, publication }, ctx)?.then(() => answer) ?? answer;
}

export const factsOf = (ctx: Context): PublishFacts => ({
  timestamp: ctx.clock.now(),
  requestId: ctx.requestId,
  origin: originOf(ctx.request),
});
