/** What goes to people and their devices ends here: it is kept, so that tests can read it. */
import type { Scope } from '../../../contract/context.js';
import type { ScopedTable, State } from '../../../state/table.js';
import type { MessageAttribute } from '../publish/publication.js';

interface KeptMessage {
  readonly MessageId: string;
  /** What arrives: an email's text, a push notification's payload. */
  readonly Message: string;
  readonly Subject: string | null;
  readonly MessageAttributes: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>;
  /** ISO 8601. */
  readonly Timestamp: string;
  /** Null where it was published without a topic. */
  readonly TopicArn: string | null;
  readonly SubscriptionArn: string | null;
}

export interface KeptPush extends KeptMessage {
  /** The endpoint's ARN. */
  readonly TargetArn: string;
}

export interface KeptSms extends KeptMessage {
  readonly PhoneNumber: string;
  /** Whom it says it comes from; null where nobody said. */
  readonly SenderID: string | null;
  readonly SMSType: string;
}

export interface KeptEmail extends KeptMessage {
  readonly To: string;
  readonly Protocol: 'email' | 'email-json';
  readonly Type: 'SubscriptionConfirmation' | 'Notification';
}

interface Kinds {
  readonly push: KeptPush;
  readonly sms: KeptSms;
  readonly email: KeptEmail;
}

export type Kind = keyof Kinds;

/** Of each kind, in each account and region; older ones are forgotten. */
const MOST = 1000;

export class KeptMessages {
  readonly #state: State;
  readonly #tables: { readonly [K in Kind]: ScopedTable<readonly [sequence: number], Kinds[K]> };

  constructor(state: State) {
    this.#state = state;
    this.#tables = { push: state.table('kept-push'), sms: state.table('kept-sms'), email: state.table('kept-email') };
  }

  add<K extends Kind>(scope: Scope, kind: K, message: Kinds[K]): void {
    this.#state.atomically(() => {
      const rows = this.#tables[kind].in(scope);
      const [last] = rows.range({ reverse: true, expected: 1 });
      const sequence = last === undefined ? 0 : last[0][0] + 1;
      rows.put([sequence], message);
      rows.delete([sequence - MOST]);
    });
  }

  /** The oldest first. */
  list<K extends Kind>(scope: Scope, kind: K): readonly Kinds[K][] {
    return [...this.#tables[kind].in(scope).values()];
  }

  /** Within a page's or a handler's work. */
  forget<K extends Kind>(scope: Scope, kind: K, isMeant: (message: Kinds[K]) => boolean): void {
    const rows = this.#tables[kind].in(scope);
    for (const [key, message] of rows.range()) if (isMeant(message)) rows.delete(key);
  }
}

export const keptAttributes = (attributes: Readonly<Record<string, MessageAttribute>>): KeptMessage['MessageAttributes'] =>
  Object.fromEntries(Object.entries(attributes).map(([name, { type, value }]) => [name, { Type: type, Value: value }]));
