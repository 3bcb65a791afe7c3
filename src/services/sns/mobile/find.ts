/** From ARNs to platform applications and endpoints. */
import { NotFoundException } from '../../../../generated/sns/errors.js';
import type { Context, Scope } from '../../../contract/context.js';
import { invalidParameter } from '../refusals.js';
import type { Storage } from '../storage.js';
import { arnProblem, isElsewhere, readArn } from '../topics/find-topic.js';
import type { PlatformApplication, PlatformEndpoint } from './rows.js';

export interface FoundEndpoint {
  readonly scope: Scope;
  /** Absent where it was deleted meanwhile. */
  readonly application: PlatformApplication | undefined;
  readonly endpoint: PlatformEndpoint;
}

/** What an ARN names behind the account: `app/GCM/name`, `endpoint/GCM/name/id`. */
interface MobileArn extends Scope {
  readonly parts: readonly string[];
}

/** @throws InvalidParameterException for what isn't an ARN of that kind here. */
function readMobileArn(parameter: string, arn: string, kind: 'app' | 'endpoint', ctx: Context): MobileArn {
  const problem = arnProblem(parameter, arn);
  if (problem !== undefined) throw invalidParameter(problem);
  const read = readArn(arn);
  if (read === undefined || read.rest !== undefined || isElsewhere(read, ctx)) throw invalidParameter(parameter);
  const [first, ...parts] = read.name.split('/');
  if (first !== kind || parts.length !== (kind === 'app' ? 2 : 3))
    throw invalidParameter(`${parameter} Reason: Wrong number of slashes in relative portion of the ARN.`);
  return { accountId: read.accountId, region: read.region, parts };
}

/** @throws NotFoundException, InvalidParameterException */
export function findApplication(storage: Storage, arn: string, ctx: Context): PlatformApplication {
  const application = peekApplication(storage, arn, ctx);
  if (application === undefined) throw new NotFoundException('PlatformApplication does not exist');
  return application;
}

/** @throws InvalidParameterException for what is no application's ARN. */
export function peekApplication(storage: Storage, arn: string, ctx: Context): PlatformApplication | undefined {
  const read = readMobileArn('PlatformApplicationArn', arn, 'app', ctx);
  return storage.applications.in(read).get([read.parts.join('/')]);
}

/** @throws NotFoundException, InvalidParameterException */
export function findEndpoint(storage: Storage, arn: string, ctx: Context): FoundEndpoint {
  const found = peekEndpoint(storage, arn, ctx);
  if (found === undefined) throw new NotFoundException('Endpoint does not exist');
  return found;
}

/** @throws InvalidParameterException for what is no endpoint's ARN. */
export function peekEndpoint(storage: Storage, arn: string, ctx: Context): FoundEndpoint | undefined {
  readMobileArn('EndpointArn', arn, 'endpoint', ctx);
  return endpointAt(storage, arn);
}

/** @returns undefined where there is no such endpoint. */
export function endpointAt(storage: Storage, arn: string): FoundEndpoint | undefined {
  const scope = readArn(arn);
  const [, platform, name, id = ''] = scope?.name.split('/') ?? [];
  if (scope === undefined) return undefined;
  const path = `${platform}/${name}`;
  const endpoint = storage.platformEndpoints.in(scope).get([path, id]);
  return endpoint && { scope, application: storage.applications.in(scope).get([path]), endpoint };
}
