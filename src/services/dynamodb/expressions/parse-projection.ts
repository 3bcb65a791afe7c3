/** From a projection's text to its paths. */
import { checkPath } from './check-words.js';
import { parsers } from './parsers.js';
import { remembering } from './remembered.js';

export const parseProjection = remembering((text, refuse) => {
  const paths = parsers().projection(text);
  for (const path of paths) checkPath(path.steps, refuse);
  return paths;
});
