/** `/_aws/sns/...`: the certificate of signatures, and what tests ask that AWS tells nobody. */
import type { Scope } from '../../../contract/context.js';
import { FrameworkError } from '../../../contract/errors.js';
import type { JsonPage, PageAnswer, PageRequest, ServicePages } from '../../../contract/service-pages.js';
import type { ServiceDependencies } from '../../dependencies.js';
import { isPhoneNumber, normalizePhoneNumber } from '../sms/phone-number.js';
import { openStorage, type Storage } from '../storage.js';
import { readArn } from '../topics/find-topic.js';

export function createPages(deps: ServiceDependencies): ServicePages {
  const storage = openStorage(deps);
  return {
    answer: ({ path, ...request }) => {
      const [page = '', subject, ...further] = path;
      if (further.length > 0) return undefined;
      if (page.endsWith('.pem') && subject === undefined) return request.method === 'GET' ? certificate(storage, page) : undefined;
      return PAGES[page]?.(storage, { ...request, path }, subject);
    },
  };
}

type Page = (storage: Storage, request: PageRequest, subject: string | undefined) => PageAnswer | undefined;

const PAGES: Readonly<Record<string, Page | undefined>> = {
  'platform-endpoint-messages': (storage, request, subject) => {
    const { scope, filter } = readQuery(storage, request, 'endpointArn');
    const isMeant = (arn: string): boolean => filter === undefined || arn === filter;
    return keptPage(request, subject, {
      list: () => {
        const messages = storage.kept.list(scope, 'push').filter(({ TargetArn }) => isMeant(TargetArn));
        return { platform_endpoint_messages: grouped(messages, ({ TargetArn }) => TargetArn), region: scope.region };
      },
      forget: () => storage.kept.forget(scope, 'push', ({ TargetArn }) => isMeant(TargetArn)),
    });
  },
  'sms-messages': (storage, request, subject) => {
    const { scope, filter } = readQuery(storage, request, 'phoneNumber');
    // A plus that wasn't encoded is a space.
    const meant = filter === undefined ? undefined : normalizePhoneNumber(filter);
    const isMeant = (number: string): boolean => meant === undefined || number === meant;
    return keptPage(request, subject, {
      list: () => {
        const messages = storage.kept.list(scope, 'sms').filter(({ PhoneNumber }) => isMeant(PhoneNumber));
        return { sms_messages: grouped(messages, ({ PhoneNumber }) => PhoneNumber), region: scope.region };
      },
      forget: () => storage.kept.forget(scope, 'sms', ({ PhoneNumber }) => isMeant(PhoneNumber)),
    });
  },
  'email-messages': (storage, request, subject) => {
    const { scope, filter } = readQuery(storage, request, 'emailAddress');
    const isMeant = (address: string): boolean => filter === undefined || address === filter;
    return keptPage(request, subject, {
      list: () => {
        const messages = storage.kept.list(scope, 'email').filter(({ To }) => isMeant(To));
        return { email_messages: grouped(messages, ({ To }) => To), region: scope.region };
      },
      forget: () => storage.kept.forget(scope, 'email', ({ To }) => isMeant(To)),
    });
  },
  'lost-messages': (storage, request, subject) => {
    const { scope } = readQuery(storage, request, undefined);
    const rows = storage.dropped.in(scope);
    return keptPage(request, subject, {
      list: () => ({ lost_messages: Object.fromEntries(lostIn(storage, scope)), region: scope.region }),
      forget: () => {
        for (const [key] of rows.range()) rows.delete(key);
      },
    });
  },
  'sms-opt-outs': (storage, request, subject) => {
    const { scope } = readQuery(storage, request, undefined);
    const rows = storage.optedOut.in(scope);
    if (subject === undefined)
      return request.method === 'GET' ? { json: { phone_numbers: Array.from(rows.range(), ([[number]]) => number) } } : undefined;
    if (!isPhoneNumber(subject)) throw refused(`${subject} is no phone number.`);
    const number = normalizePhoneNumber(subject);
    if (request.method === 'PUT') rows.put([number], true);
    else if (request.method === 'DELETE') rows.delete([number]);
    else return undefined;
    return NOTHING;
  },
  'subscription-tokens': (storage, request, subject) => {
    readQuery(storage, request, undefined);
    if (subject === undefined || request.method !== 'GET') return undefined;
    const token = tokenOf(storage, subject);
    return token === undefined
      ? { status: 404, json: { message: `No subscription ${subject} waits for its confirmation.` } }
      : { json: { subscription_token: token, subscription_arn: subject } };
  },
};

const NOTHING: JsonPage = { status: 204, json: undefined };

function keptPage(
  { method }: PageRequest,
  subject: string | undefined,
  { list, forget }: { readonly list: () => unknown; readonly forget: () => void },
): PageAnswer | undefined {
  if (subject !== undefined) return undefined;
  if (method === 'GET') return { json: list() };
  if (method !== 'DELETE') return undefined;
  forget();
  return NOTHING;
}

/** @param filter the page's own parameter. @throws FrameworkError for any other. */
function readQuery(
  { settings }: Storage,
  { query }: PageRequest,
  filter: string | undefined,
): { readonly scope: Scope; readonly filter: string | undefined } {
  for (const name of query.keys())
    if (name !== 'accountId' && name !== 'region' && name !== filter) throw refused(`${name} is no parameter of this page.`);
  const accountId = query.get('accountId') ?? settings.defaultAccount;
  const region = query.get('region') ?? settings.defaultRegion;
  return { scope: { accountId, region }, filter: filter === undefined ? undefined : (query.get(filter) ?? undefined) };
}

const refused = (message: string): FrameworkError => new FrameworkError('ValidationException', message);

function grouped<T>(messages: readonly T[], keyOf: (message: T) => string): Readonly<Record<string, readonly T[]>> {
  const groups = new Map<string, T[]>();
  for (const message of messages) {
    const group = groups.get(keyOf(message));
    if (group === undefined) groups.set(keyOf(message), [message]);
    else group.push(message);
  }
  return Object.fromEntries(groups);
}

/** By the ARNs of their subscriptions. */
function* lostIn(storage: Storage, scope: Scope): IterableIterator<[string, object]> {
  for (const [[topic, id], { count, at, code, message }] of storage.dropped.in(scope).range()) {
    const arn = storage.subscriptions.in(scope).get([topic, id])?.arn;
    const last = { Timestamp: new Date(at).toISOString(), ErrorCode: code, ErrorMessage: message };
    if (arn !== undefined) yield [arn, { Count: count, Last: last }];
  }
}

async function certificate(storage: Storage, name: string): Promise<PageAnswer | undefined> {
  const body = await storage.signer.certificate(name);
  return body === undefined ? undefined : { contentType: 'application/x-pem-file', body };
}

/** The last that was sent to a subscription that waits. */
function tokenOf(storage: Storage, arn: string): string | undefined {
  const read = readArn(arn);
  if (read?.rest === undefined) return undefined;
  const now = storage.clock.now();
  if (storage.subscriptions.in(read).get([read.name, read.rest])?.isPending !== true) return undefined;
  let found: { readonly token: string; readonly expiresAt: number } | undefined;
  for (const [[token], { topic, subscription, expiresAt }] of storage.tokens.in(read).range()) {
    if (topic !== read.name || subscription !== read.rest || expiresAt <= now) continue;
    if (found === undefined || expiresAt > found.expiresAt) found = { token, expiresAt };
  }
  return found?.token;
}
