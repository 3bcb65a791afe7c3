/**
 * A strict reader of XML 1.0 documents as AWS's clients send them. Its own, because fast-xml-parser takes broken documents for good ones
 * unless it reads them twice, trims text, and puts elements into plain objects, where order is lost and `__proto__` is a trap.
 * Refused: document types (and with them every entity but the five predefined ones), broken markup, depth and size past the bounds.
 */
import { MAX_DEPTH, MAX_ELEMENTS, type XmlElement, XmlError } from './element.js';
import { checkText, decodeReferences } from './references.js';

const NAME = /[A-Za-z_:\u0080-\uffff][-\w:.\u0080-\uffff]*/y;
const SPACE = /[ \t\n\r]*/y;
const ATTRIBUTE_VALUE = /"[^"<]*"|'[^'<]*'/y;
const DECLARATION = /<\?xml[ \t\n\r]+version[ \t\n\r]*=[ \t\n\r]*(?:"1\.\d"|'1\.\d')(?:[ \t\n\r][^?]*)?\?>/y;
const BLANK = /^[ \t\n\r]*$/;
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

/** An element whose children and text are still coming. */
interface OpenElement extends XmlElement {
  readonly qualifiedName: string;
  readonly children: XmlElement[];
  text: string;
}

/** Reads a whole document in UTF-8. Throws XmlError. */
export function parseXml(bytes: Uint8Array): XmlElement {
  let source: string;
  try {
    source = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new XmlError('The document is not UTF-8.');
  }
  return new DocumentParser(source).parse();
}

class DocumentParser {
  private at = 0;
  private elements = 0;
  private readonly open: OpenElement[] = [];
  private root: XmlElement | undefined;

  constructor(private readonly source: string) {}

  parse(): XmlElement {
    if (this.source.startsWith('<?xml') && this.match(DECLARATION) === '') throw new XmlError('The XML declaration is broken.');
    while (this.at < this.source.length) {
      const tag = this.source.indexOf('<', this.at);
      this.readText(tag < 0 ? this.source.length : tag);
      if (tag >= 0) this.readMarkup();
    }
    const unclosed = this.open.at(-1);
    if (unclosed !== undefined) throw new XmlError(`The element ${unclosed.qualifiedName} is not closed.`);
    if (this.root === undefined) throw new XmlError('The document has no element.');
    return this.root;
  }

  private readText(end: number): void {
    if (end === this.at) return;
    const text = this.source.slice(this.at, end);
    this.at = end;
    const parent = this.open.at(-1);
    if (parent === undefined) {
      if (!BLANK.test(text)) throw new XmlError('There is text outside of the root element.');
      return;
    }
    if (text.includes(']]>')) throw new XmlError('Text may not hold "]]>".');
    parent.text += decodeReferences(normaliseLines(checkText(text)));
  }

  private readMarkup(): void {
    const { source, at } = this;
    switch (source[at + 1]) {
      case '/':
        this.closeElement();
        break;
      case '?':
        this.skipInstruction();
        break;
      case '!':
        if (source.startsWith('<!--', at)) this.skipComment();
        else if (source.startsWith('<![CDATA[', at)) this.readCdata();
        else throw new XmlError('Document type declarations are not allowed.');
        break;
      default:
        this.openElement();
    }
  }

  private openElement(): void {
    this.at++;
    const qualifiedName = this.match(NAME);
    if (qualifiedName === '') throw new XmlError('A tag has no name.');
    if (++this.elements > MAX_ELEMENTS) throw new XmlError(`The document has more than ${MAX_ELEMENTS} elements.`);
    const parent = this.open.at(-1);
    if (parent === undefined && this.root !== undefined) throw new XmlError('The document has a second root element.');
    const attributes = this.readAttributes();
    const element: OpenElement = { name: localName(qualifiedName), qualifiedName, attributes, children: [], text: '' };
    if (parent === undefined) this.root = element;
    else parent.children.push(element);
    if (this.source[this.at] === '/') {
      this.at++;
      this.expect('>');
      return;
    }
    this.expect('>');
    if (this.open.push(element) > MAX_DEPTH) throw new XmlError(`Elements are nested deeper than ${MAX_DEPTH}.`);
  }

  /** By local name; namespace declarations aren't attributes. */
  private readAttributes(): ReadonlyMap<string, string> {
    let attributes: Map<string, string> | undefined;
    let names: Set<string> | undefined;
    for (;;) {
      const space = this.match(SPACE);
      const name = this.match(NAME);
      if (name === '') return attributes ?? NO_ATTRIBUTES;
      if (space === '') throw new XmlError('There is no space before an attribute.');
      this.match(SPACE);
      this.expect('=');
      this.match(SPACE);
      const quoted = this.match(ATTRIBUTE_VALUE);
      if (quoted === '') throw new XmlError(`The value of the attribute ${name} is broken.`);
      names ??= new Set();
      if (names.has(name)) throw new XmlError(`The attribute ${name} is there twice.`);
      names.add(name);
      // White space becomes blanks before references are replaced: a line break that counts comes as one.
      const value = decodeReferences(normaliseLines(checkText(quoted.slice(1, -1))).replace(/[\t\n]/g, ' '));
      if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
      attributes ??= new Map();
      attributes.set(localName(name), value);
    }
  }

  private closeElement(): void {
    this.at += 2;
    const name = this.match(NAME);
    this.match(SPACE);
    this.expect('>');
    const element = this.open.pop();
    if (element?.qualifiedName !== name) throw new XmlError(`The end tag ${name} has no start tag.`);
  }

  private skipInstruction(): void {
    this.at += 2;
    const target = this.match(NAME);
    const end = this.source.indexOf('?>', this.at);
    if (target === '' || target.toLowerCase() === 'xml' || end < 0) throw new XmlError('A processing instruction is broken.');
    this.at = end + 2;
  }

  private skipComment(): void {
    const end = this.source.indexOf('--', this.at + 4);
    if (end < 0 || this.source[end + 2] !== '>') throw new XmlError('A comment is broken.');
    checkText(this.source.slice(this.at, end));
    this.at = end + 3;
  }

  private readCdata(): void {
    const start = this.at + '<![CDATA['.length;
    const end = this.source.indexOf(']]>', start);
    const parent = this.open.at(-1);
    if (end < 0 || parent === undefined) throw new XmlError('A CDATA section is broken.');
    parent.text += normaliseLines(checkText(this.source.slice(start, end)));
    this.at = end + 3;
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private expect(text: string): void {
    if (!this.source.startsWith(text, this.at)) throw new XmlError(`There is no "${text}" where it must be.`);
    this.at += text.length;
  }
}

function localName(qualifiedName: string): string {
  const colon = qualifiedName.indexOf(':');
  return colon < 0 ? qualifiedName : qualifiedName.slice(colon + 1);
}

/** XML knows one line break. */
const normaliseLines = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
