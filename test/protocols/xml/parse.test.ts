import { describe, expect, it } from 'vitest';
import { XmlError } from '../../../src/protocols/xml/element.js';
import { parseXml } from '../../../src/protocols/xml/parse.js';

const parse = (text: string) => parseXml(Buffer.from(text));

describe('a document', () => {
  it('is read with its elements in order and its text untrimmed', () => {
    const root = parse('<?xml version="1.0" encoding="UTF-8"?>\n<a> x <b/><c>1</c><b>2</b></a>\n');
    expect(root.text).toBe(' x ');
    expect(root.children.map(({ name, text }) => [name, text])).toEqual([
      ['b', ''],
      ['c', '1'],
      ['b', '2'],
    ]);
  });

  it('keeps CDATA as text, and leaves comments and processing instructions out', () => {
    expect(parse('<a>1<!-- <b> --><![CDATA[<&]]]]><?pi x?>2</a>').text).toBe('1<&]]2');
  });

  it('loses its prefixes and namespace declarations', () => {
    const root = parse('<s:a xmlns:s="urn:s" xmlns="urn:d" s:t="1" u="2"><s:b/></s:a>');
    expect(root.name).toBe('a');
    expect(root.children[0]?.name).toBe('b');
    expect([...root.attributes]).toEqual([
      ['t', '1'],
      ['u', '2'],
    ]);
  });

  it('resolves character references and the five predefined entities', () => {
    expect(parse('<a b="&quot;&#10;&apos;">&lt;&#x1F600;&amp;lt;&gt;&#13;</a>')).toMatchObject({ text: '<\u{1f600}&lt;>\r' });
    expect(parse('<a b="&quot;&#10;&apos;"/>').attributes.get('b')).toBe('"\n\'');
  });

  it('knows one line break, and blanks in attributes', () => {
    const root = parse('<a b="1\r\n2\t3">1\r\n2\r3</a>');
    expect(root.text).toBe('1\n2\n3');
    expect(root.attributes.get('b')).toBe('1 2 3');
  });

  it('may begin with a byte order mark', () => {
    expect(parse('\ufeff<a/>').name).toBe('a');
  });

  it('holds names that are special to JavaScript like any other', () => {
    const root = parse('<a __proto__="1"><__proto__><constructor>x</constructor></__proto__></a>');
    expect(root.children[0]?.name).toBe('__proto__');
    expect(root.attributes.get('__proto__')).toBe('1');
    expect(({} as Record<string, unknown>).constructor).toBe(Object);
  });
});

describe('what is refused', () => {
  const bomb = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>';
  it.each([
    ['nothing', ''],
    ['text alone', 'hello'],
    ['text after the root', '<a/>x'],
    ['a second root', '<a/><b/>'],
    ['an element that is not closed', '<a><b></a>'],
    ['an end without a start', '</a>'],
    ['a tag without an end', '<a'],
    ['a tag without a name', '<>x</>'],
    ['crossed elements', '<a><b></a></b>'],
    ['an attribute without quotes', '<a b=1/>'],
    ['an attribute without a value', '<a b/>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['attributes without a space between', '<a b="1"c="2"/>'],
    ['a bare ampersand', '<a>1 & 2</a>'],
    ['an undeclared entity', '<a>&nbsp;</a>'],
    ['a reference to nothing', '<a>&#0;</a>'],
    ['a reference past Unicode', '<a>&#x110000;</a>'],
    ['a reference to half a character', '<a>&#xD800;</a>'],
    ['a control character', '<a>\u0001</a>'],
    ['NUL', '<a>\u0000</a>'],
    ['the end of CDATA in text', '<a>]]></a>'],
    ['CDATA without an end', '<a><![CDATA[x</a>'],
    ['a comment without an end', '<a><!-- x</a>'],
    ['two dashes in a comment', '<a><!-- x -- y --></a>'],
    ['a declaration behind a blank', ' <?xml version="1.0"?><a/>'],
    ['a broken declaration', '<?xml encoding="UTF-8"?><a/>'],
    ['a document type', '<!DOCTYPE a><a/>'],
    ['an entity bomb', bomb],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['a document type inside', '<a><!DOCTYPE b></a>'],
  ])('%s', (_name, text) => {
    expect(() => parse(text)).toThrow(XmlError);
  });

  it('bytes that are not UTF-8', () => {
    expect(() => parseXml(Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]))).toThrow(XmlError);
  });

  it('elements nested a hundred thousand deep, at once', () => {
    expect(() => parse('<a>'.repeat(100_000))).toThrow(/nested deeper/);
  });

  it('more elements than any request of AWS has', () => {
    expect(() => parse(`<a>${'<b/>'.repeat(300_000)}</a>`)).toThrow(/more than/);
  });

  it('a long run of broken references in linear time', () => {
    const started = performance.now();
    expect(() => parse(`<a>${'&'.repeat(1_000_000)}</a>`)).toThrow(XmlError);
    expect(() => parse(`<a ${'b '.repeat(200_000)}/>`)).toThrow(XmlError);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
