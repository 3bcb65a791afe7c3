/** Queue URLs: which queue one names, in whatever form, and the one that a caller is given. */
import type { Context, Scope } from '../../../contract/context.js';

export interface NamedQueue extends Scope {
  readonly name: string;
}

const ANY_URL = /^https?:\/\/([^/]+)\/(?:.*\/)?([^/]+)\/([^/]+)\/?$/;
/** `/queue/<region>/<account>/<name>`, the form that has its region in the path. */
const REGION_IN_PATH = /\/queue\/([a-z]{2}(?:-[a-z]+)+-\d)\/[^/]+\/[^/]+\/?$/;

/**
 * Account and name are the path's last two segments; the region stands in the host or the path, or is the caller's.
 * What is no URL is read as a name, which clients of old versions send.
 */
export function readQueueUrl(url: string, { accountId, region }: Scope): NamedQueue {
  const match = ANY_URL.exec(url);
  if (match === null) return { accountId, region, name: url.slice(url.lastIndexOf('/') + 1) };
  const [, host = '', account = '', name = ''] = match;
  return {
    accountId: /^\d{12}$/.test(account) ? account : accountId,
    region: REGION_IN_PATH.exec(url)?.[1] ?? regionOfHost(host) ?? region,
    name,
  };
}

/** `sqs.eu-west-1.amazonaws.com`, `eu-west-1.queue.amazonaws.com`, `vpce-1.sqs.eu-west-1.vpce.amazonaws.com`, and the like here. */
const SERVICE_LABEL = /(?:^|\.)(?:sqs(?:-fips)?|queue)\./;
const REGION_LABEL = /(?:^|\.)([a-z]{2}(?:-[a-z]+)+-\d)\./;

function regionOfHost(host: string): string | undefined {
  if (!SERVICE_LABEL.test(host)) return undefined;
  const named = REGION_LABEL.exec(host)?.[1];
  // The first of AWS's regions had no name in SQS's first hosts.
  return named ?? (host.startsWith('queue.') ? 'us-east-1' : undefined);
}

/** It echoes the Host that the caller used, but for a region in it that isn't the queue's. */
export function queueUrlOf({ accountId, region, name }: NamedQueue, { request }: Context): string {
  const { scheme, host, target } = request;
  const named = regionOfHost(host);
  const echoed = named === undefined || named === region ? host : inRegion(host, named, region);
  const path = named === undefined && target.startsWith('/queue/') && REGION_IN_PATH.test(target) ? `/queue/${region}` : '';
  return `${scheme}://${echoed}${path}/${accountId}/${name}`;
}

const inRegion = (host: string, named: string, region: string): string =>
  host.includes(`${named}.`) ? host.replace(`${named}.`, `${region}.`) : `${region}.${host}`;
