/** Endpoints of platform applications: devices. */
import type {
  CreatePlatformEndpointInput,
  CreatePlatformEndpointOutput,
  DeleteEndpointInput,
  GetEndpointAttributesInput,
  GetEndpointAttributesOutput,
  ListEndpointsByPlatformApplicationInput,
  ListEndpointsByPlatformApplicationOutput,
  SetEndpointAttributesInput,
} from '../../../../generated/sns/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import { pageOf, readToken } from '../paging.js';
import { invalidParameter } from '../refusals.js';
import type { Storage } from '../storage.js';
import { type Attributes, checkEndpointAttributes, mergeAttributes } from './attributes.js';
import { tellOfEndpoint } from './events.js';
import { findApplication, findEndpoint, peekEndpoint } from './find.js';
import type { PlatformApplication, PlatformEndpoint } from './rows.js';

/** A token has one endpoint, which is answered again unless other attributes are asked for. */
export function createPlatformEndpoint(
  storage: Storage,
  input: CreatePlatformEndpointInput,
  ctx: Context,
): Answer<CreatePlatformEndpointOutput> {
  const application = findApplication(storage, input.PlatformApplicationArn, ctx);
  const { Token, CustomUserData } = input;
  if (Token === '') throw invalidParameter('Token Reason: no value for required parameter');
  const given: Attributes = { ...input.Attributes, ...(CustomUserData === undefined ? {} : { CustomUserData }), Token };
  checkEndpointAttributes(given);
  const known = endpointOfToken(storage, application, Token, ctx);
  if (known !== undefined) {
    if (Object.entries(given).some(([name, value]) => (known.attributes[name] ?? '') !== value)) throw isTaken(known);
    return { EndpointArn: known.arn };
  }
  const id = storage.random.uuid();
  const arn = `arn:${ctx.partition}:sns:${ctx.region}:${ctx.accountId}:endpoint/${application.path}/${id}`;
  const endpoint: PlatformEndpoint = { id, arn, attributes: mergeAttributes({ Enabled: 'true' }, given) };
  storage.state.atomically(() => {
    storage.platformEndpoints.in(ctx).put([application.path, id], endpoint);
    storage.platformTokens.in(ctx).put([application.path, Token], id);
  });
  return tellOfEndpoint(storage, application, endpoint, 'EndpointCreated', ctx)?.then(() => ({ EndpointArn: arn })) ?? { EndpointArn: arn };
}

function endpointOfToken(storage: Storage, { path }: PlatformApplication, token: string, ctx: Context): PlatformEndpoint | undefined {
  const id = storage.platformTokens.in(ctx).get([path, token]);
  return id === undefined ? undefined : storage.platformEndpoints.in(ctx).get([path, id]);
}

const isTaken = ({ arn }: PlatformEndpoint): Error =>
  invalidParameter(`Token Reason: Endpoint ${arn} already exists with the same Token, but different attributes.`);

/** One that isn't there is no error. Its subscriptions stay. */
export function deleteEndpoint(storage: Storage, input: DeleteEndpointInput, ctx: Context): Answer<Record<string, never>> {
  const found = peekEndpoint(storage, input.EndpointArn, ctx);
  if (found?.application === undefined) return {};
  const { application, endpoint } = found;
  storage.state.atomically(() => {
    storage.platformEndpoints.in(ctx).delete([application.path, endpoint.id]);
    storage.platformTokens.in(ctx).delete([application.path, endpoint.attributes.Token ?? '']);
  });
  return tellOfEndpoint(storage, application, endpoint, 'EndpointDeleted', ctx)?.then(() => ({})) ?? {};
}

export function getEndpointAttributes(storage: Storage, input: GetEndpointAttributesInput, ctx: Context): GetEndpointAttributesOutput {
  return { Attributes: findEndpoint(storage, input.EndpointArn, ctx).endpoint.attributes };
}

export function setEndpointAttributes(storage: Storage, input: SetEndpointAttributesInput, ctx: Context): Answer<Record<string, never>> {
  const { application, endpoint } = findEndpoint(storage, input.EndpointArn, ctx);
  checkEndpointAttributes(input.Attributes);
  if (application === undefined) return {};
  const { Token = endpoint.attributes.Token ?? '' } = input.Attributes;
  if (Token === '') throw invalidParameter('Attributes Reason: Invalid value for attribute: Token: cannot be empty');
  const other = endpointOfToken(storage, application, Token, ctx);
  if (other !== undefined && other.id !== endpoint.id) throw isTaken(other);
  const changed: PlatformEndpoint = { ...endpoint, attributes: mergeAttributes(endpoint.attributes, input.Attributes) };
  storage.state.atomically(() => {
    const tokens = storage.platformTokens.in(ctx);
    tokens.delete([application.path, endpoint.attributes.Token ?? '']);
    tokens.put([application.path, Token], endpoint.id);
    storage.platformEndpoints.in(ctx).put([application.path, endpoint.id], changed);
  });
  return tellOfEndpoint(storage, application, changed, 'EndpointUpdated', ctx)?.then(() => ({})) ?? {};
}

export function listEndpointsByPlatformApplication(
  storage: Storage,
  input: ListEndpointsByPlatformApplicationInput,
  ctx: Context,
): ListEndpointsByPlatformApplicationOutput {
  const { path } = findApplication(storage, input.PlatformApplicationArn, ctx);
  const after = readToken(input.NextToken);
  const rows = storage.platformEndpoints.in(ctx).values({ prefix: [path], ...(after === undefined ? {} : { after: [path, after] }) });
  const { items, next } = pageOf(rows, ({ id }) => id);
  const listed = items.map(({ arn, attributes }) => ({ EndpointArn: arn, Attributes: attributes }));
  return { Endpoints: listed, ...(next === undefined ? {} : { NextToken: next }) };
}
