/** Which protocols there are, and what their endpoints look like. */
import { InvalidParameterException } from '../../../../generated/sns/errors.js';
import { invalidParameter } from '../refusals.js';
import type { Subscription, Topic } from '../storage.js';

const QUEUE = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}(?:\.fifo)?$/;
const FUNCTION = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(?::[A-Za-z0-9$_-]+)?$/;
const STREAM = /^arn:aws[a-z-]*:firehose:[a-z0-9-]+:\d{12}:deliverystream\/[A-Za-z0-9_.-]+$/;
const APPLICATION = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:endpoint\/[^/]+\/[^/]+\/[^/]+$/;
/** Numbers may be grouped, by one character at a time. */
const NUMBER = /^\+?\d(?:[-. ()]?\d)+$/;
const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** Refuses the endpoints that a protocol can't have. @throws InvalidParameterException */
const CHECKS: Readonly<Record<string, (endpoint: string) => void>> = {
  sqs: (endpoint) => require(QUEUE.test(endpoint), 'SQS endpoint ARN'),
  lambda: (endpoint) => require(FUNCTION.test(endpoint), 'Lambda endpoint ARN'),
  firehose: (endpoint) => require(STREAM.test(endpoint), 'Firehose endpoint ARN'),
  application: (endpoint) => require(APPLICATION.test(endpoint), 'Application endpoint ARN'),
  http: (endpoint) => require(isUrl(endpoint, 'http:'), 'Endpoint must match the specified protocol'),
  https: (endpoint) => require(isUrl(endpoint, 'https:'), 'Endpoint must match the specified protocol'),
  email: (endpoint) => require(ADDRESS.test(endpoint), 'Email address'),
  'email-json': (endpoint) => require(ADDRESS.test(endpoint), 'Email address'),
  sms: (endpoint) => {
    if (!NUMBER.test(endpoint)) throw new InvalidParameterException(`Invalid SMS endpoint: ${endpoint}`);
  },
};

/** @throws InvalidParameterException */
export function checkEndpoint(topic: Topic, protocol: string, endpoint: string | undefined): asserts endpoint is string {
  if (!Object.hasOwn(CHECKS, protocol)) throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  if (endpoint === undefined || endpoint === '') throw invalidParameter('Endpoint Reason: no value for required parameter');
  if (topic.isFifo && protocol !== 'sqs')
    throw invalidParameter('Invalid parameter: Endpoint Reason: Only SQS queues can be subscribed to FIFO topics');
  CHECKS[protocol]?.(endpoint);
  if (protocol === 'sqs' && endpoint.endsWith('.fifo') && !topic.isFifo)
    throw invalidParameter('Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics');
}

function require(isValid: boolean, what: string): void {
  if (!isValid) throw invalidParameter(what);
}

const isUrl = (text: string, protocol: string): boolean => URL.canParse(text) && new URL(text).protocol === protocol;

/** As callers are shown it. Terraform's provider knows of AWS: the password of a URL isn't shown. */
export const shownEndpoint = ({ protocol, endpoint }: Pick<Subscription, 'protocol' | 'endpoint'>): string =>
  protocol === 'http' || protocol === 'https' ? endpoint.replace(/^([a-z]+:\/\/[^/?#@:]*):[^/?#@]*@/i, '$1:****@') : endpoint;
