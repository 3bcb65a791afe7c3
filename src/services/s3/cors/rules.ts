/** Which of a bucket's CORS rules covers a browser's request, and what the browser is told then. All recorded on AWS. */
import type { CORSRule } from '../../../../generated/s3/types.js';
import type { WireHeaders } from '../../../contract/wire.js';

const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

export interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  /** The headers that the browser means to send, as it names them. */
  readonly headers: readonly string[];
}

/** What a request asks, if a browser sent it. Where it says which method it asks for, its own doesn't count. */
export function corsQuestion(method: string, headers: WireHeaders): CorsQuestion | undefined {
  const { origin } = headers;
  if (origin === undefined) return undefined;
  const wanted = headers['access-control-request-headers'] ?? '';
  return {
    origin,
    method: headers['access-control-request-method'] ?? method,
    headers: wanted
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ''),
  };
}

/** @returns the headers of the first rule that covers the request; undefined where none does. */
export function answerByRules(rules: readonly CORSRule[], question: CorsQuestion): Record<string, string> | undefined {
  for (const rule of rules) {
    const origin = rule.AllowedOrigins.find((pattern) => matchesPattern(pattern, question.origin));
    if (origin === undefined || !rule.AllowedMethods.includes(question.method)) continue;
    const allowed = rule.AllowedHeaders ?? [];
    if (!question.headers.every((name) => allowed.some((pattern) => matchesPattern(pattern.toLowerCase(), name)))) continue;
    return headersOf(rule, origin, question);
  }
  return undefined;
}

function headersOf(rule: CORSRule, pattern: string, { origin, headers }: CorsQuestion): Record<string, string> {
  const exposed = rule.ExposeHeaders ?? [];
  return {
    // Whoever may come from anywhere comes without credentials.
    ...(pattern === '*'
      ? { 'Access-Control-Allow-Origin': '*' }
      : { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' }),
    'Access-Control-Allow-Methods': rule.AllowedMethods.join(', '),
    ...(headers.length === 0 ? {} : { 'Access-Control-Allow-Headers': headers.join(', ') }),
    ...(exposed.length === 0 ? {} : { 'Access-Control-Expose-Headers': exposed.join(', ') }),
    ...(rule.MaxAgeSeconds === undefined ? {} : { 'Access-Control-Max-Age': String(rule.MaxAgeSeconds) }),
    Vary: VARY,
  };
}

/** At most one `*`, which stands for anything. */
function matchesPattern(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const before = pattern.slice(0, star);
  const after = pattern.slice(star + 1);
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}
