/** ReplayPolicy: which archived messages a subscription gets once more. */

export interface ReplayPolicy {
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** As `from`; absent where the replay goes on until now. */
  readonly to?: number;
}

const KNOWN = ['PointType', 'StartingPoint', 'EndingPoint'];

/** @returns the policy, or what is wrong with it in words that follow `Invalid parameter: `. */
export function readReplayPolicy(text: string): ReplayPolicy | string {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return 'ReplayPolicy: failed to parse JSON.';
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return 'ReplayPolicy: failed to parse JSON.';
  // An object, whose members are looked at below.
  const policy = given as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(policy).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) return `ReplayPolicy: invalid JSON. Attribute ${unknown} is unknown.`;
  if (policy.PointType !== 'Timestamp') return 'ReplayPolicy: PointType must be Timestamp';
  const from = timeOf(policy.StartingPoint);
  if (from === undefined) return 'ReplayPolicy: StartingPoint must be a timestamp';
  if (policy.EndingPoint === undefined) return { from };
  const to = timeOf(policy.EndingPoint);
  if (to === undefined) return 'ReplayPolicy: EndingPoint must be a timestamp';
  return to < from ? 'ReplayPolicy: EndingPoint must not be before StartingPoint' : { from, to };
}

function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
