/** From the text of a condition, filter or key condition to its syntax tree. */
import { checkConditionWords } from './check-words.js';
import { parsers } from './parsers.js';
import { remembering } from './remembered.js';

export const parseCondition = remembering((text, refuse) => {
  const { condition, hasRedundantParentheses } = parsers().condition(text);
  if (hasRedundantParentheses) throw refuse('The expression has redundant parentheses;');
  checkConditionWords(condition, refuse);
  return condition;
});
