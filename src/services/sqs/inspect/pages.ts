/** `/_aws/sqs/messages`: what a queue holds, without receiving any of it. Its forms are those that LocalStack documents. */
import { MissingRequiredParameterException } from '../../../../generated/sqs/errors.js';
import type { Message } from '../../../../generated/sqs/types.js';
import type { Scope } from '../../../contract/context.js';
import type { PageAnswer, PageRequest, ServicePages } from '../../../contract/service-pages.js';
import type { ServiceDependencies } from '../../dependencies.js';
import type { QueuedMessage } from '../messages/queued-message.js';
import { writeMessage } from '../messages/receive.js';
import type { StoredMessage } from '../messages/stored-message.js';
import { objectOf } from '../redrive/json-object.js';
import { findQueue, openStorage, type Queue, type Storage } from '../storage.js';

export const createPages = (deps: ServiceDependencies): ServicePages => {
  const storage = openStorage(deps);
  const { defaultAccount: accountId, defaultRegion: region } = deps.settings;
  return { answer: (request) => answer(storage, { accountId, region }, request) };
};

/** Also of those that can't be received now. */
interface Shown {
  readonly invisible: boolean;
  readonly delayed: boolean;
}

function answer(storage: Storage, defaults: Scope, request: PageRequest): PageAnswer | undefined {
  const [page, ...rest] = request.path;
  if (page !== 'messages' || (rest.length !== 0 && rest.length !== 3)) return undefined;
  if (request.method !== 'GET' && request.method !== 'POST') return undefined;
  const parameters = parametersOf(request);
  const queue = queueOf(storage, rest, parameters('QueueUrl'), { ...defaults, region: signedRegion(request) ?? defaults.region });
  const shown: Shown = { invisible: isTrue(parameters('ShowInvisible')), delayed: isTrue(parameters('ShowDelayed')) };
  const Messages = storage.backlogs.turn(() => messagesOf(storage, queue, shown));
  return { operation: 'ReceiveMessage', output: Messages.length === 0 ? {} : { Messages } };
}

/** In the query, in a form, or in the JSON of an SDK whose endpoint is the page. */
function parametersOf({ query, headers, body }: PageRequest): (name: string) => string | undefined {
  const text = Buffer.from(body).toString('utf8');
  const isJson = headers['content-type']?.includes('json') === true;
  const json = isJson ? objectOf(text) : undefined;
  const form = new URLSearchParams(isJson ? '' : text);
  return (name) => {
    const member = json?.[name];
    return query.get(name) ?? form.get(name) ?? (member === undefined ? undefined : String(member));
  };
}

function queueOf(storage: Storage, path: readonly string[], queueUrl: string | undefined, defaults: Scope): Queue {
  const [region, accountId, name] = path;
  if (region !== undefined && accountId !== undefined && name !== undefined) return findQueue(storage, name, { region, accountId });
  if (queueUrl === undefined || queueUrl === '')
    throw new MissingRequiredParameterException('The request must contain the parameter QueueUrl.');
  return findQueue(storage, queueUrl, defaults);
}

const isTrue = (value: string | undefined): boolean => value !== undefined && /^(?:true|1)$/i.test(value);

/** A queue's URL may not name it, but SDKs sign. */
const signedRegion = ({ headers }: PageRequest): string | undefined =>
  /Credential=[^,]*\/\d{8}\/([^/]+)\/sqs\/aws4_request/.exec(headers.authorization ?? '')?.[1];

/** Oldest first. */
function messagesOf(storage: Storage, queue: Queue, shown: Shown): Message[] {
  const messages: Message[] = [];
  for (const [message, stored] of storage.backlogs.of(queue).all()) {
    const isShown = message.state === 'visible' || (message.state === 'delayed' ? shown.delayed : shown.invisible);
    if (isShown) messages.push(shownMessage(queue, message, stored, shown));
  }
  return messages;
}

const EVERYTHING = {
  max: 0,
  visibilityTimeout: undefined,
  systemAttributes: new Set(['All']),
  attributes: ['All'],
  attemptId: undefined,
};
/** Where a handle would stand: what was only looked at can't be deleted. */
const NO_HANDLE = 'SQS/BACKDOOR/ACCESS';

function shownMessage(queue: Queue, message: QueuedMessage, stored: StoredMessage, { invisible, delayed }: Shown): Message {
  const delivery = message.delivery ?? { receiveCount: 0, firstReceivedAt: 0, receivedAt: 0, visibleAt: message.visibleAt };
  const written = writeMessage(queue, EVERYTHING, message, stored, delivery);
  const state = { IsVisible: String(message.state !== 'in flight'), IsDelayed: String(message.state === 'delayed') };
  return {
    ...written,
    ReceiptHandle: NO_HANDLE,
    ...(invisible || delayed ? { Attributes: { ...written.Attributes, ...state } } : {}),
  };
}
