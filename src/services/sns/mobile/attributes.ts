/** The attributes of platform applications and endpoints. */
import { invalidParameter } from '../refusals.js';

export type Attributes = Readonly<Record<string, string>>;

const EVENTS = ['EventEndpointCreated', 'EventEndpointDeleted', 'EventEndpointUpdated', 'EventDeliveryFailure'];
const SECRETS: ReadonlySet<string> = new Set(['PlatformCredential', 'PlatformPrincipal']);
const OF_APPLICATIONS: ReadonlySet<string> = new Set([
  ...SECRETS,
  ...EVENTS,
  'ApplePlatformBundleID',
  'ApplePlatformTeamID',
  'Enabled',
  'FailureFeedbackRoleArn',
  'SuccessFeedbackRoleArn',
  'SuccessFeedbackSampleRate',
]);
const OF_ENDPOINTS: ReadonlySet<string> = new Set(['CustomUserData', 'Enabled', 'Token']);

/** Bytes. */
const MOST_USER_DATA = 2048;
const TOPIC = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+(?:\.fifo)?$/;
const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/;

/** @throws InvalidParameterException */
export function checkApplicationAttributes(attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!OF_APPLICATIONS.has(name)) throw unknownName(name);
    if (value === '') continue;
    if (name === 'Enabled') checkBoolean(name, value);
    if (EVENTS.includes(name) && !TOPIC.test(value)) throw invalidValue(name, 'must be the ARN of a topic');
    if (name.endsWith('FeedbackRoleArn') && !ROLE.test(value)) throw invalidValue(name, 'must be the ARN of a role');
    if (name === 'SuccessFeedbackSampleRate' && !(/^\d{1,3}$/.test(value) && Number(value) <= 100))
      throw invalidValue(name, 'must be an integer between 0 and 100');
  }
}

/** @throws InvalidParameterException */
export function checkEndpointAttributes(attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!OF_ENDPOINTS.has(name)) throw unknownName(name);
    if (name === 'Enabled') checkBoolean(name, value);
    if (name === 'CustomUserData' && Buffer.byteLength(value) > MOST_USER_DATA)
      throw invalidValue(name, `must be at most ${MOST_USER_DATA} bytes long in UTF-8 encoding`);
  }
}

/** Set over those that there were; an empty value takes one away. */
export function mergeAttributes(before: Attributes, given: Attributes): Attributes {
  const merged = Object.entries({ ...before, ...given }).filter(([, value]) => value !== '');
  return Object.fromEntries(merged.map(([name, value]) => [name, name === 'Enabled' ? value.toLowerCase() : value]));
}

/** As the caller is shown them: secrets aren't. */
export const shownAttributes = (attributes: Attributes): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !SECRETS.has(name)));

function checkBoolean(name: string, value: string): void {
  if (!/^(?:true|false)$/i.test(value)) throw invalidValue(name, 'must be true or false');
}

const unknownName = (name: string): Error => invalidParameter(`Attributes Reason: Invalid attribute name: ${name}`);
const invalidValue = (name: string, rule: string): Error =>
  invalidParameter(`Attributes Reason: Invalid value for attribute: ${name}: ${rule}`);
