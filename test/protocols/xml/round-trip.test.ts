/** Properties: what is written is read back, and whatever comes in is read or refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameworkError } from '../../../src/contract/errors.js';
import { escapeText } from '../../../src/contract/xml-text.js';
import { awsQuery } from '../../../src/protocols/query/aws-query.js';
import { XmlError } from '../../../src/protocols/xml/element.js';
import { parseXml } from '../../../src/protocols/xml/parse.js';
import { escapeAttribute } from '../../../src/protocols/xml/references.js';
import { restXml } from '../../../src/protocols/xml/rest-xml.js';
import { operationOf, requestParts, tablesOf } from '../tables-of.js';

const seed = 20260101;
const [s3, iam] = await Promise.all([tablesOf('s3'), tablesOf('iam')]);
/** All of Unicode but NUL, which no XML document can hold, with the characters that matter often. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('<', '>', '&', '"', "'", '\r', '\n', '\t', ' ', ']', '\u0001', '\u0085', '\u2028', '\uffff'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  })
  .filter((value) => !value.includes('\0'));
const markup = fc
  .array(
    fc.constantFrom(
      '<',
      '>',
      '/',
      '<a>',
      '</a>',
      '<a/>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '&',
      ';',
      '&#',
      '&lt;',
      '=',
      '"',
      "'",
      ' b',
      '<!DOCTYPE',
      'xml',
      'x',
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('any text', () => {
  it('comes back from an element and an attribute', () => {
    fc.assert(
      fc.property(text, text, (content, attribute) => {
        const root = parseXml(Buffer.from(`<a b="${escapeAttribute(attribute)}">${escapeText(content)}</a>`));
        expect(root.text).toBe(content);
        expect(root.attributes.get('b')).toBe(attribute);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('anything at all', () => {
  it('is a document or an XmlError', () => {
    fc.assert(
      fc.property(fc.oneof(markup, fc.string()), (source) => {
        try {
          parseXml(Buffer.from(source));
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError);
        }
      }),
      { seed, numRuns: 3000 },
    );
  });

  it('is an input or a refusal with 400, as XML', () => {
    const codec = restXml.compile(s3, operationOf(s3, 'PutBucketLifecycleConfiguration'));
    const inside = fc.oneof(
      markup,
      fc.constantFrom(
        '<Rule><Expiration>x</Expiration></Rule>',
        '<Rule><Filter/></Rule>',
        '<Rule><Filter><And><Tag/></And></Filter></Rule>',
      ),
    );
    fc.assert(
      fc.property(inside, (source) => {
        const body = `<LifecycleConfiguration>${source}</LifecycleConfiguration>`;
        refusesOrReads(() => codec.readRequest(requestParts({ labels: { Bucket: 'b' }, body })));
      }),
      { seed, numRuns: 1000 },
    );
  });

  it('is an input or a refusal with 400, as a query', () => {
    const codec = awsQuery.compile(iam, operationOf(iam, 'CreateRole'));
    const part = fc.constantFrom(
      'Tags',
      '.',
      'member',
      '1',
      '-1',
      '1e9',
      '__proto__',
      'constructor',
      'Key',
      '=',
      '&',
      '%',
      '%41',
      '%ff',
      '+',
      'MaxSessionDuration',
      'x',
      '',
    );
    const form = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(form, (body) => refusesOrReads(() => codec.readRequest(requestParts({ body })))),
      { seed, numRuns: 3000 },
    );
  });
});

function refusesOrReads(read: () => unknown): void {
  try {
    expect(read()).toBeTypeOf('object');
  } catch (error) {
    if (!(error instanceof FrameworkError)) throw error;
    expect(error.httpStatus).toBe(400);
  }
}
