/** Platform applications. */
import type {
  CreatePlatformApplicationInput,
  CreatePlatformApplicationOutput,
  DeletePlatformApplicationInput,
  GetPlatformApplicationAttributesInput,
  GetPlatformApplicationAttributesOutput,
  ListPlatformApplicationsInput,
  ListPlatformApplicationsOutput,
  SetPlatformApplicationAttributesInput,
} from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import { pageOf, readToken } from '../paging.js';
import { invalidParameter } from '../refusals.js';
import type { Storage } from '../storage.js';
import { type Attributes, checkApplicationAttributes, mergeAttributes, shownAttributes } from './attributes.js';
import { findApplication, peekApplication } from './find.js';
import type { PlatformApplication } from './rows.js';

/** Whether an application needs a principal beside its credential: a client's id, a certificate, a security identifier. */
const PLATFORMS: Readonly<Record<string, { readonly hasPrincipal: boolean }>> = {
  ADM: { hasPrincipal: true },
  APNS: { hasPrincipal: true },
  APNS_SANDBOX: { hasPrincipal: true },
  APNS_VOIP: { hasPrincipal: true },
  APNS_VOIP_SANDBOX: { hasPrincipal: true },
  BAIDU: { hasPrincipal: true },
  GCM: { hasPrincipal: false },
  MACOS: { hasPrincipal: true },
  MACOS_SANDBOX: { hasPrincipal: true },
  MPNS: { hasPrincipal: false },
  WNS: { hasPrincipal: true },
};

const LONGEST_NAME = 256;

/** The same application can be asked for again. */
export function createPlatformApplication(
  storage: Storage,
  { Name: name, Platform: platform, Attributes: given }: CreatePlatformApplicationInput,
  ctx: Context,
): CreatePlatformApplicationOutput {
  checkName(name);
  const facts = Object.hasOwn(PLATFORMS, platform) ? PLATFORMS[platform] : undefined;
  if (facts === undefined) throw invalidParameter(`Platform Reason: ${platform} is not supported`);
  checkApplicationAttributes(given);
  if (!given.PlatformCredential || (facts.hasPrincipal && !given.PlatformPrincipal))
    throw invalidParameter('Attributes Reason: Platform credentials are invalid');
  const path = `${platform}/${name}`;
  const arn = `arn:${ctx.partition}:sns:${ctx.region}:${ctx.accountId}:app/${path}`;
  const attributes = mergeAttributes({ Enabled: 'true' }, given);
  const applications = storage.applications.in(ctx);
  const known = applications.get([path]);
  if (known !== undefined && !isSame(known.attributes, attributes))
    throw invalidParameter(`Attributes Reason: PlatformApplication ${arn} already exists with different attributes`);
  applications.put([path], known ?? { path, arn, platform, name, attributes });
  return { PlatformApplicationArn: arn };
}

/** @throws InvalidParameterException */
function checkName(name: string): void {
  if (name === '') throw invalidParameter('Name Reason: cannot be empty');
  if (name.length > LONGEST_NAME) throw invalidParameter(`${name} Reason: must be at most ${LONGEST_NAME} characters long`);
  if (!/^[A-Za-z0-9_.-]+$/.test(name))
    throw invalidParameter(`${name} Reason: must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'`);
}

function isSame(one: Attributes, other: Attributes): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** With its endpoints. One that isn't there is no error. */
export function deletePlatformApplication(storage: Storage, input: DeletePlatformApplicationInput, ctx: Context): Record<string, never> {
  const application = peekApplication(storage, input.PlatformApplicationArn, ctx);
  if (application === undefined) return {};
  storage.applications.in(ctx).delete([application.path]);
  for (const table of [storage.platformEndpoints.in(ctx), storage.platformTokens.in(ctx)])
    for (const [key] of table.range({ prefix: [application.path] })) table.delete(key);
  return {};
}

export function getPlatformApplicationAttributes(
  storage: Storage,
  input: GetPlatformApplicationAttributesInput,
  ctx: Context,
): GetPlatformApplicationAttributesOutput {
  return { Attributes: shownAttributes(findApplication(storage, input.PlatformApplicationArn, ctx).attributes) };
}

export function setPlatformApplicationAttributes(
  storage: Storage,
  input: SetPlatformApplicationAttributesInput,
  ctx: Context,
): Record<string, never> {
  const application = findApplication(storage, input.PlatformApplicationArn, ctx);
  checkApplicationAttributes(input.Attributes);
  const changed: PlatformApplication = { ...application, attributes: mergeAttributes(application.attributes, input.Attributes) };
  storage.applications.in(ctx).put([application.path], changed);
  return {};
}

export function listPlatformApplications(
  storage: Storage,
  input: ListPlatformApplicationsInput,
  ctx: Context,
): ListPlatformApplicationsOutput {
  const after = readToken(input.NextToken);
  const rows = storage.applications.in(ctx).values(after === undefined ? {} : { after: [after] });
  const { items, next } = pageOf(rows, ({ path }) => path);
  const listed = items.map(({ arn, attributes }) => ({ PlatformApplicationArn: arn, Attributes: shownAttributes(attributes) }));
  return { PlatformApplications: listed, ...(next === undefined ? {} : { NextToken: next }) };
}
