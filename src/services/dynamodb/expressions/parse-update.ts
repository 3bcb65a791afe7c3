/** From an update's text to what it does. */
import { checkUpdateWords } from './check-words.js';
import { parsers } from './parsers.js';
import { remembering } from './remembered.js';

export const parseUpdate = remembering((text, refuse) => {
  const { actions, hasRedundantParentheses, repeatedSection } = parsers().update(text);
  if (hasRedundantParentheses) throw refuse('The expression has redundant parentheses;');
  checkUpdateWords(actions, refuse);
  if (repeatedSection !== undefined) throw refuse(`The "${repeatedSection}" section can only be used once in an update expression;`);
  return actions;
});
