/** The words of all expressions. */
import { createToken, Lexer, type TokenType } from 'chevrotain';

const Name = createToken({ name: 'Name', pattern: /[A-Za-z][A-Za-z0-9_]*/ });
const keyword = (name: string): TokenType => createToken({ name, pattern: new RegExp(name, 'i'), longer_alt: Name });
const Comparator = createToken({ name: 'Comparator', pattern: /<>|<=|>=|[<>]/ });
export const tokens = {
  Space: createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED }),
  And: keyword('AND'),
  Or: keyword('OR'),
  Not: keyword('NOT'),
  Between: keyword('BETWEEN'),
  In: keyword('IN'),
  Set: keyword('SET'),
  Remove: keyword('REMOVE'),
  Add: keyword('ADD'),
  Delete: keyword('DELETE'),
  Name,
  Alias: createToken({ name: 'Alias', pattern: /#[A-Za-z0-9_]+/ }),
  Value: createToken({ name: 'Value', pattern: /:[A-Za-z0-9_]+/ }),
  Index: createToken({ name: 'Index', pattern: /\d+/ }),
  Equal: createToken({ name: 'Equal', pattern: '=', categories: Comparator }),
  Comparator,
  Plus: createToken({ name: 'Plus', pattern: '+' }),
  Minus: createToken({ name: 'Minus', pattern: '-' }),
  Open: createToken({ name: 'Open', pattern: '(' }),
  Close: createToken({ name: 'Close', pattern: ')' }),
  OpenIndex: createToken({ name: 'OpenIndex', pattern: '[' }),
  CloseIndex: createToken({ name: 'CloseIndex', pattern: ']' }),
  Dot: createToken({ name: 'Dot', pattern: '.' }),
  Comma: createToken({ name: 'Comma', pattern: ',' }),
  /** Whatever belongs to no expression: the parser then refuses it where it stands. */
  Strange: createToken({ name: 'Strange', pattern: /./su, line_breaks: true }),
};
