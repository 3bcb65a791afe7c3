/** The grammar of projection expressions: paths, separated by commas. */
import { EOF } from 'chevrotain';
import { PathParser, wordsOf } from './grammar.js';
import type { Path } from './syntax.js';
import { refuseFirstError } from './syntax-error.js';
import { tokens } from './tokens.js';

export type ProjectionParser = (text: string) => readonly Path[];

class Parser extends PathParser {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  readonly whole = this.RULE('whole', (): readonly Path[] => {
    const paths: Path[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: tokens.Comma, DEF: () => paths.push(this.SUBRULE(this.wholePath)) });
    this.CONSUME(EOF);
    return paths;
  });
}

export function createProjectionParser(): ProjectionParser {
  const parser = new Parser();
  return (text) => {
    const words = wordsOf(text);
    parser.input = words;
    const paths = parser.whole();
    refuseFirstError(parser.errors, text, words);
    return paths;
  };
}
