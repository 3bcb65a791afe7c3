/** Whether a topic takes a policy, in SNS's words. */
import { PolicyProblemError } from '../../../auth/policy/document.js';
import { parsePolicy } from '../../../auth/policy/parse-document.js';
import { matches } from '../../../auth/policy/pattern.js';

/** What policies of topics can speak of (SNS Developer Guide, "Amazon SNS policy keys"; the last three in the console's editor). */
const ACTIONS = [
  'sns:AddPermission',
  'sns:DeleteTopic',
  'sns:GetDataProtectionPolicy',
  'sns:GetTopicAttributes',
  'sns:ListSubscriptionsByTopic',
  'sns:ListTagsForResource',
  'sns:Publish',
  'sns:PutDataProtectionPolicy',
  'sns:RemovePermission',
  'sns:SetTopicAttributes',
  'sns:Subscribe',
  'sns:Receive',
];

export const OUT_OF_SCOPE = 'Policy statement action out of service scope!';
/** AWS says no more of any fault in a policy. */
const FAULTY = 'Policy Error: null';

/** @param action with wildcards or without, in any case: `SNS:Publish`. */
export const isInScope = (action: string): boolean => /^sns:/i.test(action) && ACTIONS.some((known) => matches(action, known, true));

/** @returns what is wrong with it, in words that follow `Invalid parameter: `. */
export function checkTopicPolicy(text: string): string | undefined {
  try {
    const { statements } = parsePolicy(text);
    if (statements.length === 0) return FAULTY;
    for (const { principals, actions, resources } of statements) {
      if (principals === undefined || resources === undefined) return FAULTY;
      if (!actions.values.every(isInScope)) return OUT_OF_SCOPE;
    }
    return undefined;
  } catch (error) {
    if (error instanceof PolicyProblemError) return FAULTY;
    throw error;
  }
}
