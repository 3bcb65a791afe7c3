import { InvalidArgument, InvalidRequest, MalformedXML, NoSuchWebsiteConfiguration } from '../../../../generated/s3/errors.js';
import type {
  DeleteBucketWebsiteInput,
  GetBucketWebsiteInput,
  GetBucketWebsiteOutput,
  PutBucketWebsiteInput,
  RoutingRule,
  WebsiteConfiguration,
} from '../../../../generated/s3/types.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { findBucket, type Storage } from '../storage.js';

/** S3 User Guide, "Redirection rules for webpages". */
const MOST_RULES = 50;

export function putBucketWebsite(storage: Storage, input: PutBucketWebsiteInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  checkWebsite(input.WebsiteConfiguration);
  writeSetting(storage, bucket, 'website', input.WebsiteConfiguration);
  return {};
}

export function getBucketWebsite(storage: Storage, input: GetBucketWebsiteInput): GetBucketWebsiteOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const website = readSetting(storage, bucket, 'website');
  if (website === undefined) throw noWebsite(bucket.name);
  return website;
}

export function deleteBucketWebsite(storage: Storage, input: DeleteBucketWebsiteInput): Record<string, never> {
  deleteSetting(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), 'website');
  return {};
}

export const noWebsite = (BucketName: string): NoSuchWebsiteConfiguration =>
  new NoSuchWebsiteConfiguration('The specified bucket does not have a website configuration', { BucketName });

/** All refusals but those of codes and counts are recorded on AWS. */
function checkWebsite({ IndexDocument, ErrorDocument, RedirectAllRequestsTo, RoutingRules }: WebsiteConfiguration): void {
  if (RedirectAllRequestsTo !== undefined) {
    if (IndexDocument !== undefined || ErrorDocument !== undefined || RoutingRules !== undefined)
      throw new InvalidArgument('RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.', {
        ArgumentName: 'RedirectAllRequestsTo',
        ArgumentValue: 'not null',
      });
    checkProtocol(RedirectAllRequestsTo.Protocol);
    return;
  }
  if (IndexDocument === undefined)
    throw new InvalidArgument('A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty', {
      ArgumentName: 'IndexDocument',
      ArgumentValue: 'null',
    });
  if (IndexDocument.Suffix === '' || IndexDocument.Suffix.includes('/'))
    throw new InvalidArgument('The IndexDocument Suffix is not well formed', {
      ArgumentName: 'IndexDocument',
      ArgumentValue: IndexDocument.Suffix,
    });
  if (ErrorDocument?.Key === '' || RoutingRules?.length === 0) throw malformed();
  if (RoutingRules !== undefined && RoutingRules.length > MOST_RULES)
    throw new InvalidRequest(
      `${RoutingRules.length} routing rules provided, the number of routing rules in a website configuration is limited to ${MOST_RULES}.`,
    );
  for (const rule of RoutingRules ?? []) checkRule(rule);
}

function checkRule({ Condition, Redirect }: RoutingRule): void {
  const { HostName, HttpRedirectCode, Protocol, ReplaceKeyPrefixWith, ReplaceKeyWith } = Redirect;
  if ([HostName, HttpRedirectCode, Protocol, ReplaceKeyPrefixWith, ReplaceKeyWith].every((value) => value === undefined)) throw malformed();
  checkProtocol(Protocol);
  if (ReplaceKeyWith !== undefined && ReplaceKeyPrefixWith !== undefined)
    throw new InvalidRequest('You can only define ReplaceKeyPrefix or ReplaceKey but not both.');
  if (HttpRedirectCode !== undefined && !/^3(?!00)\d\d$/.test(HttpRedirectCode))
    throw new InvalidRequest(`The provided HTTP redirect code (${HttpRedirectCode}) is not valid. Valid codes are 3XX except 300.`);
  if (Condition === undefined) return;
  const { HttpErrorCodeReturnedEquals: code, KeyPrefixEquals } = Condition;
  if (code === undefined && KeyPrefixEquals === undefined)
    throw new InvalidRequest(
      "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
    );
  if (code !== undefined && !/^[45]\d\d$/.test(code))
    throw new InvalidRequest(`The provided HTTP error code (${code}) is not valid. Valid codes are 4XX or 5XX.`);
}

function checkProtocol(protocol: string | undefined): void {
  if (protocol !== undefined && protocol !== 'http' && protocol !== 'https')
    throw new InvalidRequest(
      'Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.',
    );
}

const malformed = (): MalformedXML =>
  new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
