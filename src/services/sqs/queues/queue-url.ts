/** Queue URLs: which queue one names, in whatever form, and the one that a caller is given. */
import type { Context, Scope } from '../../../contract/context.js';

export interface NamedQueue extends Scope {
  readonly name: string;
}

/**
 * Account and name are the path's last two segments; the region stands in the host or is the caller's.
 * What is no URL is read as a name, which clients of old versions send.
 */
export function readQueueUrl(url: string, { accountId, region }: Scope): NamedQueue {
  const match = /^https?:\/\/([^/]+)\/(?:.*\/)?([^/]+)\/([^/]+)\/?$/.exec(url);
  if (match === null) return { accountId, region, name: url.slice(url.lastIndexOf('/') + 1) };
  const [, host = '', account = '', name = ''] = match;
  return { accountId: /^\d{12}$/.test(account) ? account : accountId, region: regionOfHost(host) ?? region, name };
}

const regionOfHost = (host: string): string | undefined =>
  /^(?:sqs|queue)\.([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(host)?.[1] ?? /^([a-z]{2}(?:-[a-z]+)+-\d)\.queue\./.exec(host)?.[1];

/** It echoes the Host that the caller used. */
export const queueUrlOf = ({ accountId, name }: NamedQueue, { request }: Context): string =>
  `${request.scheme}://${request.host}/${accountId}/${name}`;
