/** What a service is given when it is first called. */
import type { Services } from '../../generated/services.js';
import type { Clock } from '../clock/clock.js';
import type { CallSource, Context, Principal } from '../contract/context.js';
import type { State } from '../state/table.js';

export interface ServiceDependencies {
  readonly state: State;
  readonly clock: Clock;
  /** Other services, called in process through the same validation as from outside. */
  readonly services: ServiceClients;
  /** Who holds which access key: what STS and IAM issue, and the gateway recognises. */
  readonly credentials: Credentials;
  /** The accounts that have names. */
  readonly accounts: Accounts;
  readonly random: Random;
  /** Calls when the emulator begins to stop: whoever waits for an answer gets it now. */
  onStop(listener: () => void): void;
  readonly settings: ServiceSettings;
}

export interface ServiceSettings extends ServiceOptions {
  /** The account of callers whose access key names none. */
  readonly defaultAccount: string;
  readonly defaultRegion: string;
  /** Whether signatures are checked and policies evaluated. */
  readonly auth: boolean;
}

/** What the user can tell services when the emulator starts, by service. */
export interface ServiceOptions {
  readonly dynamodb: DynamodbOptions;
  readonly sqs: SqsOptions;
}

export interface DynamodbOptions {
  /** Whether what takes its time on AWS takes some on the clock. */
  readonly delays: boolean;
  /** Whether tables and indexes take no more than their throughput. */
  readonly throttling: boolean;
}

export interface SqsOptions {
  /** Whether the name of a deleted queue can't be used again for a while. */
  readonly delays: boolean;
}

/** Where nothing is said. */
export const defaultServiceOptions: ServiceOptions = { dynamodb: { delays: false, throttling: false }, sqs: { delays: false } };

/** `services.sqs.sendMessage(input, as)`: the generated interface, later and as a principal. */
export type ServiceClients = {
  readonly [S in keyof Services]: {
    readonly [M in keyof Services[S]]: Services[S][M] extends (input: infer I, ctx: Context) => infer O
      ? (input: I, as: CallAs) => Promise<Awaited<O>>
      : never;
  };
};

/** In whose name, and where, a service calls another. */
export interface CallAs {
  readonly accountId: string;
  readonly region: string;
  readonly principal: Principal;
  /** The Host that URLs in the answer echo. */
  readonly host?: string;
  /** The resource on whose behalf a service calls. */
  readonly source?: CallSource;
}

export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch; absent for keys that don't expire. */
  readonly expiresAt?: number;
  readonly principal: Principal;
  readonly session?: SessionFacts;
}

/** What a session was given when it began: for the policies that are evaluated in its name, and for role chains. */
export interface SessionFacts {
  /** Of the role that was assumed, with its path, which the session's own ARN lacks. */
  readonly roleArn?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitiveTagKeys?: readonly string[];
  readonly sourceIdentity?: string;
  /** A session policy, as JSON. */
  readonly policy?: string;
  readonly policyArns?: readonly string[];
  readonly externalId?: string;
  /** ARNs of the providers whose context assertions came along. */
  readonly contexts?: readonly string[];
}

/**
 * Whether policies let the caller do it, asked before the operation is carried out and only where signatures are checked.
 * @throws the service's AccessDenied.
 */
export type Authorize = (operation: string, input: unknown, ctx: Context) => void | Promise<void>;

export interface Account {
  /** 12 digits. */
  readonly accountId: string;
  readonly displayName?: string;
  readonly email?: string;
}

export interface Accounts {
  byId(accountId: string): Account | undefined;
  /** Whatever its case. */
  byEmail(email: string): readonly Account[];
  all(): readonly Account[];
}

export interface Credentials {
  issue(credentials: IssuedCredentials): void;
  find(accessKeyId: string): IssuedCredentials | undefined;
  revoke(accessKeyId: string): void;
}

/** Where ids and keys come from; the same ones again under --seed. */
export interface Random {
  /** Bytes, as hexadecimal of twice the length. */
  hex(bytes: number): string;
  /** Characters drawn from the alphabet. */
  text(length: number, alphabet: string): string;
  uuid(): string;
  /** At least 0, below 1. */
  fraction(): number;
}
