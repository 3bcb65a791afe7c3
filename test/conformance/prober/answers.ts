/** What an answer says, and what it should say. */
import { XMLParser } from 'fast-xml-parser';
import { type ModelOperation, type ServiceModel, shapeOf } from '../../../codegen/model/service-model.js';
import type { WireResponse } from '../../../src/contract/wire.js';
import type { Probe } from './probes.js';

export interface Answer {
  readonly status: number;
  /** Empty where the answer is no error of the protocol's form. */
  readonly code: string;
  readonly message: string;
}

/** Reads an error in the form of the service's protocol. */
export async function answerOf(model: ServiceModel, response: WireResponse): Promise<Answer> {
  const { status } = response;
  if (status < 300) return { status, code: '', message: '' };
  const text = await bodyOf(response);
  const header = (name: string): string => Object.entries(response.headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
  const type = header('content-type').split(';')[0] ?? '';
  switch (model.facts.protocols[0]) {
    case 'awsJson1_0':
    case 'awsJson1_1':
      return type.startsWith('application/x-amz-json-1.') && header('x-amzn-requestid') !== ''
        ? jsonError(status, text, '')
        : { status, code: '', message: '' };
    case 'restJson1':
      return type === 'application/json' ? jsonError(status, text, header('x-amzn-errortype')) : { status, code: '', message: '' };
    case 'awsQuery':
      return { status, ...xmlError(text, ['ErrorResponse', 'Error']) };
    default:
      return { status, ...xmlError(text, model.facts.noErrorWrapping ? ['Error'] : ['ErrorResponse', 'Error']) };
  }
}

async function bodyOf({ body }: WireResponse): Promise<string> {
  if (body === undefined || typeof body === 'string') return body ?? '';
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

type Fields = Readonly<Record<string, unknown>>;

function jsonError(status: number, text: string, header: string): Answer {
  let body: Fields;
  try {
    const parsed: unknown = JSON.parse(text);
    body = typeof parsed === 'object' && parsed !== null ? (parsed as Fields) : {};
  } catch {
    return { status, code: '', message: '' };
  }
  const code =
    String(header || (body.__type ?? ''))
      .split(':')[0]
      ?.replace(/^.*#/, '') ?? '';
  return { status, code, message: String(body.message ?? body.Message ?? '') };
}

const parser = new XMLParser({ parseTagValue: false, trimValues: false });

function xmlError(text: string, path: readonly string[]): { readonly code: string; readonly message: string } {
  // Text of any kind; what isn't XML gives no fields.
  let fields = parser.parse(text) as Fields | undefined;
  for (const name of path) fields = fields?.[name] as Fields | undefined;
  return { code: String(fields?.Code ?? ''), message: String(fields?.Message ?? '') };
}

/** Refusals that a valid request never gets. */
const framework =
  /^(Validation(Exception|Error)|SerializationException|MalformedInput|MalformedXML|MalformedACLError|InvalidArgument|MissingParameter|MissingRequiredParameterException|InvalidParameter(Value|ValueException|Exception)?|UnknownOperation.*|InvalidAction|NotImplemented|InternalFailure|InternalError)$/;

/** Whether the request came past reading and validation: success as modelled, or an error that the operation has. */
export function isAccepted(model: ServiceModel, operation: ModelOperation, answer: Answer, head: boolean): boolean {
  if (answer.status >= 500) return false;
  if (answer.status < 300) return true;
  // Answers to HEAD have no body.
  if (head) return answer.status === 404;
  // S3 has a ValidationError that is an operation's own: of answers that nobody waits for.
  const isFramework = framework.test(answer.code) && !(model.name === 's3' && answer.code === 'ValidationError');
  if (answer.code === '' || isFramework) return false;
  const names = [...operation.errors, ...model.facts.commonErrors].map((key) => {
    const { name, traits } = shapeOf(model, key);
    // The awsQueryError trait's definition.
    const query = traits['aws.protocols#awsQueryError'] as { readonly code: string } | undefined;
    return model.facts.protocols[0] === 'awsQuery' ? (query?.code ?? name) : name;
  });
  return names.includes(answer.code);
}

/** What is wrong with the answer to a probe; undefined when it is AWS's. */
export function faultOf(model: ServiceModel, operation: ModelOperation, probe: Probe, answer: Answer, head: boolean): string | undefined {
  if (answer.status !== 400) return `status ${answer.status}`;
  if (head) return undefined;
  if (probe.kind === 'type') {
    const code = typeErrorCode(model, probe);
    return answer.code === code ? undefined : `${answer.code} instead of ${code}: ${answer.message}`;
  }
  if (model.name === 's3') return s3Fault(operation, probe, answer);
  if (model.name === 'sqs') return sqsFault(probe, answer);
  const code = validationCode(model, operation);
  if (answer.code !== code) return `${answer.code} instead of ${code}: ${answer.message}`;
  return generalForm(model, operation, probe).test(sortedEnums(answer.message)) ? undefined : `another message: ${answer.message}`;
}

/** SQS has words of its own. */
function sqsFault({ kind }: Probe, { code, message }: Answer): string | undefined {
  const missing = code === 'MissingRequiredParameterException' && /^The request must contain the parameter [A-Za-z0-9.]+\.$/.test(message);
  const unknown = code === 'InvalidAttributeName' && message === 'Unknown Attribute no-such-value.';
  return (kind === 'required' && missing) || (kind === 'enum' && unknown) ? undefined : `${code}: ${message}`;
}

function validationCode(model: ServiceModel, operation: ModelOperation): string {
  const logs = model.name === 'logs' && operation.errors.some((key) => shapeOf(model, key).name === 'InvalidParameterException');
  if (logs) return 'InvalidParameterException';
  return model.facts.protocols[0] === 'awsQuery' ? 'ValidationError' : 'ValidationException';
}

function typeErrorCode(model: ServiceModel, probe: Probe): string {
  if (model.facts.protocols[0] === 'awsQuery') return 'MalformedInput';
  if (model.name !== 's3') return 'SerializationException';
  const { traits } = probe.member;
  return 'smithy.api#httpQuery' in traits || 'smithy.api#httpHeader' in traits ? 'InvalidArgument' : 'MalformedXML';
}

/** S3 has codes for arguments, and one for whatever is wrong inside a document. */
function s3Fault(operation: ModelOperation, probe: Probe, answer: Answer): string | undefined {
  const { traits } = probe.member;
  const argument = 'smithy.api#httpQuery' in traits || 'smithy.api#httpHeader' in traits;
  const missing = probe.kind === 'required' && !probe.path.includes('.');
  const codes = argument
    ? ['InvalidArgument', 'InvalidStorageClass', 'InvalidEncryptionAlgorithmError', 'InvalidRequest']
    : [missing ? 'MissingRequestBodyError' : operation.name.endsWith('Acl') ? 'MalformedACLError' : 'MalformedXML'];
  return codes.includes(answer.code) ? undefined : `${answer.code} instead of ${codes.join(' or ')}: ${answer.message}`;
}

/** The general form of truth: the count, the path and the constraint; other violations may stand beside it. */
function generalForm(model: ServiceModel, operation: ModelOperation, probe: Probe): RegExp {
  const bound = ['httpLabel', 'httpQuery', 'httpHeader'].some((name) => `smithy.api#${name}` in probe.member.traits);
  const prefix = model.name === 'apigateway' && !bound ? `${operation.name.charAt(0).toLowerCase()}${operation.name.slice(1)}Input.` : '';
  const says = quote(sortedEnums(probe.says));
  const constraint = probe.part === undefined ? says : `${probe.part} must satisfy constraint: \\[(?:[^;]*, )?${says}`;
  const value = probe.kind === 'required' ? ' null' : "(?: '[^]*')?";
  return new RegExp(
    `^[1-9]\\d* validation errors? detected: (?:[^]*; )?Value${value} at '${quote(prefix + probe.path)}' failed to satisfy constraint: ${constraint}`,
  );
}

/** Which order AWS names an enum's values in is another test's subject. */
const sortedEnums = (text: string): string =>
  text.replace(/(enum value set: \[)([^\]]*)\]/g, (_, start: string, values: string) => `${start}${values.split(', ').sort().join(', ')}]`);

const quote = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
