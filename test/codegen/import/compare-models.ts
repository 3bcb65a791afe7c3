/** What may differ between a converted model and AWS's own, and the check that nothing else does. */
import type { Ast } from '../../../codegen/model/ast.js';
import { type Difference, differences, factsOfModel } from './model-facts.js';

export interface AcceptedDifference {
  readonly fact: string;
  readonly reason: string;
  readonly at: readonly string[];
}

/** A fact that botocore's notation can't express, or expresses otherwise, wherever it stands. */
export interface Rule {
  readonly fact: string;
  readonly reason: string;
  readonly applies: (difference: Difference) => boolean;
}

export interface Comparison {
  /** Differences that neither a rule nor a row accepts. */
  readonly unexplained: readonly string[];
  /** Rows that accept nothing: `Shape$member trait`. */
  readonly unused: readonly string[];
  readonly rulesUsed: ReadonlySet<Rule>;
  /** How many shapes and members both models have. */
  readonly compared: number;
}

const onlyAws = (difference: Difference): boolean => difference.converted === undefined;
const parse = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** JSON of a trait whose value is an object. */
const object = (json: string | undefined): Readonly<Record<string, unknown>> => (parse(json) ?? {}) as Readonly<Record<string, unknown>>;
/** JSON of a list of strings. */
const strings = (json: string | undefined): readonly string[] => (parse(json) ?? []) as readonly string[];

const isSuperset = ({ converted, aws }: Difference): boolean => {
  const ours = new Set(strings(converted));
  return converted !== undefined && aws !== undefined && strings(aws).every((value) => ours.has(value));
};

const absent = (fact: string, reason: string): Rule => ({ fact, reason, applies: onlyAws });

const rules: readonly Rule[] = [
  absent('smithy.api#default', 'botocore has no defaults'),
  absent('aws.api#service.cloudFormationName', 'botocore does not name the service in other services'),
  absent('aws.api#service.cloudTrailEventSource', 'botocore does not name the service in other services'),
  {
    fact: 'smithy.api#length',
    reason: 'botocore leaves out a minimum of 0',
    applies: ({ converted, aws }) => same({ ...object(converted), min: 0 }, object(aws)),
  },
  {
    fact: 'smithy.api#paginated',
    reason: 'botocore pages through other operations than AWS, and names the items where AWS does not; the service may give the tokens',
    applies: ({ converted, aws }) => {
      if (converted === undefined || aws === undefined) return true;
      const ours = object(converted);
      return Object.entries(object(aws)).every(([key, value]) => ours[key] === value);
    },
  },
  {
    fact: 'values',
    reason: 'botocore is newer and has further values',
    applies: isSuperset,
  },
  {
    fact: 'errors',
    reason: 'botocore is newer and has further errors',
    applies: isSuperset,
  },
];

export const rulesForAsts: readonly Rule[] = [
  ...rules.filter(({ fact }) => fact !== 'values' && fact !== 'errors'),
  {
    fact: 'errors',
    reason: 'InvalidEndpointException belongs to endpoint discovery, which botocore does without',
    applies: ({ converted, aws }) => {
      const ours = strings(converted);
      return strings(aws).every((error) => error === 'InvalidEndpointException' || ours.includes(error));
    },
  },
];

export const rulesForReference: readonly Rule[] = [
  ...rules,
  absent('aws.iam#iamAction', 'botocore says nothing of IAM'),
  absent('aws.iam#conditionKeys', 'botocore says nothing of IAM'),
  absent('aws.iam#defineConditionKeys', 'botocore says nothing of IAM'),
  absent('aws.iam#disableConditionKeyInference', 'botocore says nothing of IAM'),
  absent('aws.iam#supportedPrincipalTypes', 'botocore says nothing of IAM'),
  absent('aws.api#data', 'botocore does not classify data'),
  absent('aws.api#tagEnabled', 'botocore has no resources'),
  absent('smithy.api#resourceIdentifier', 'botocore has no resources'),
  { fact: 'name', reason: 'botocore names services in X-Amz-Target alone; nothing else sends the name', applies: () => true },
  {
    fact: 'smithy.api#http',
    reason: 'the status 200 goes without saying',
    applies: ({ converted, aws }) => same({ code: 200, ...object(aws) }, object(converted)),
  },
  {
    fact: 'smithy.api#http',
    reason: 'x-id tells operations apart for SDKs that send it; botocore does not',
    applies: ({ converted, aws }) => same({ ...object(aws), uri: String(object(aws).uri).replace(/[?&]x-id=\w+/, '') }, object(converted)),
  },
  {
    fact: 'smithy.api#pattern',
    reason: 'of a pattern with alternatives AWS anchored the first and the last; the whole value must match one of them',
    applies: ({ converted, aws }) => String(parse(converted)).replace(/^\^\(\?:(.*)\)\$$/s, '^$1$') === parse(aws),
  },
  {
    fact: 'smithy.waiters#waitable',
    reason: 'botocore limits waiting by the number of attempts',
    applies: ({ converted, aws }) => {
      const ours = object(converted);
      return Object.entries(object(aws)).every(([name, waiter]) => same(ours[name], { ...(waiter as object), maxDelay: undefined }));
    },
  },
];

/** Compares all that the models say, or what both have when the scope is `shared`. */
export function compareModels(
  converted: Ast,
  aws: Ast,
  options: { readonly scope: 'all' | 'shared'; readonly rules: readonly Rule[]; readonly accepted: readonly AcceptedDifference[] },
): Comparison {
  const ours = factsOfModel(converted);
  const theirs = factsOfModel(aws);
  const rulesUsed = new Set<Rule>();
  const open = new Set(options.accepted.flatMap(({ fact, at }) => at.map((place) => `${place} ${fact}`)));
  const unexplained: string[] = [];
  for (const difference of differences(ours, theirs, options.scope)) {
    const rule = options.rules.find(({ fact, applies }) => fact === difference.fact && applies(difference));
    if (rule) rulesUsed.add(rule);
    else if (!open.delete(`${difference.at} ${difference.fact}`)) {
      unexplained.push(`${difference.at} ${difference.fact}: converted ${difference.converted}, AWS ${difference.aws}`);
    }
  }
  return { unexplained, unused: [...open], rulesUsed, compared: [...ours.keys()].filter((at) => theirs.has(at)).length };
}
