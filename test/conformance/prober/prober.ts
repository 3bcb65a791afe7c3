/** Sends what the model allows and what it forbids to an emulator, and compares the answers with AWS's. */
import { type ModelOperation, type ServiceModel, shapeOf } from '../../../codegen/model/service-model.js';
import type { WireRequest, WireResponse } from '../../../src/contract/wire.js';
import { type Answer, answerOf, faultOf, isAccepted } from './answers.js';
import { type Probe, probesOf } from './probes.js';
import { type Members, membersOf } from './samples.js';
import { seeds } from './seeds.js';
import { Inexpressible, requestOf } from './wire-client.js';

/** Dispatch, a server behind a URL, or a stub. */
export type Target = (request: WireRequest) => Promise<WireResponse>;

export interface Finding {
  readonly service: string;
  readonly operation: string;
  /** The probe's name; 'minimal' for the request that must be accepted. */
  readonly probe: string;
  readonly fault: string;
}

export interface Report {
  /** Probes sent, and those that passed: refused rightly, by an operation that accepts its minimal request. */
  readonly sent: number;
  readonly passed: number;
  readonly operations: number;
  readonly accepting: number;
  /** Probes that the protocol can't express: empty lists in forms, blank headers, numbers where text is read. */
  readonly inexpressible: number;
  readonly findings: readonly Finding[];
}

/** The share of the probes that passed. */
export const scoreOf = ({ sent, passed }: Report): number => (sent === 0 ? 0 : passed / sent);

/** The smallest input that AWS accepts. */
export function minimalInput(model: ServiceModel, operation: ModelOperation): Members {
  return { ...membersOf(model, shapeOf(model, operation.input)), ...seeds[model.name]?.[operation.name] };
}

/** Probes every covered operation of the models. */
export async function probe(models: readonly ServiceModel[], target: Target): Promise<Report> {
  const report = { sent: 0, passed: 0, operations: 0, accepting: 0, inexpressible: 0, findings: [] as Finding[] };
  for (const model of models) {
    for (const operation of model.covered) {
      report.operations += 1;
      const finding = (name: string, fault: string): unknown =>
        report.findings.push({ service: model.name, operation: operation.name, probe: name, fault });
      const minimal = minimalInput(model, operation);
      const first = await send(model, operation, minimal, target);
      const accepted = isAccepted(model, operation, first.answer, first.head);
      if (accepted) report.accepting += 1;
      else finding('minimal', `${first.answer.status} ${first.answer.code}: ${first.answer.message}`);
      for (const each of probesOf(model, operation, minimal)) {
        if (!isExpressible(model, each)) {
          report.inexpressible += 1;
          continue;
        }
        const answered = await attempt(model, operation, each, target);
        if (answered === undefined) {
          report.inexpressible += 1;
          continue;
        }
        report.sent += 1;
        const fault = faultOf(model, operation, each, answered.answer, answered.head);
        if (fault === undefined && accepted) report.passed += 1;
        if (fault !== undefined) finding(each.name, fault);
      }
    }
  }
  return report;
}

/** Text can be wrong only where a number, a truth value or a time is read. */
function isExpressible(model: ServiceModel, { kind, type, member }: Probe): boolean {
  if (kind !== 'type') return true;
  const { traits } = member;
  const asText =
    model.facts.protocols[0] === 'awsQuery' ||
    model.facts.protocols[0] === 'restXml' ||
    ['httpQuery', 'httpHeader', 'httpLabel', 'httpPrefixHeaders', 'httpQueryParams', 'httpPayload'].some(
      (name) => `smithy.api#${name}` in traits,
    );
  if (!asText) return type !== 'document';
  return ['boolean', 'byte', 'short', 'integer', 'long', 'float', 'double', 'timestamp'].includes(type);
}

async function attempt(model: ServiceModel, operation: ModelOperation, { input }: Probe, target: Target): Promise<Sent | undefined> {
  try {
    return await send(model, operation, input, target);
  } catch (error) {
    if (error instanceof Inexpressible) return undefined;
    throw error;
  }
}

interface Sent {
  readonly answer: Answer;
  readonly head: boolean;
}

async function send(model: ServiceModel, operation: ModelOperation, input: Members, target: Target): Promise<Sent> {
  const request = requestOf(model, operation, input);
  return { answer: await answerOf(model, await target(request)), head: request.method === 'HEAD' };
}
