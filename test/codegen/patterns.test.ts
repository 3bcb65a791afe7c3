/** Patterns are Java's; the models' ones, and the dialect's constructs that JavaScript refuses or reads otherwise. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { translatePattern } from '../../codegen/emit/patterns.js';
import { withoutAnchors } from '../../codegen/emit/validators.js';

interface Sample {
  readonly pattern: string;
  readonly accepts: readonly string[];
  readonly refuses: readonly string[];
}

const folder = fileURLToPath(new URL('../../models', import.meta.url));
const uuid = '01234567-89ab-cdef-0123-456789abcdef';

/** The patterns of the models that JavaScript refuses with the u flag, as their services wrote them. */
const refused: readonly Sample[] = [
  {
    pattern: '[0-9A-Za-z][\\-\\.\\_0-9A-Za-z]{0,126}[0-9A-Za-z]',
    accepts: ['ab', 'a-._b', `a${'_'.repeat(126)}b`],
    refuses: ['a', '-ab', 'ab.', `a${'_'.repeat(127)}b`],
  },
  { pattern: '\\p{Print}+', accepts: ['a', 'a b~!'], refuses: ['', 'ä', 'a\n', '\x7f'] },
  { pattern: '[A-Za-z0-9][A-Za-z0-9\\-\\_\\.]{0,126}[A-Za-z0-9]', accepts: ['ab', 'a_b', 'a-.b'], refuses: ['a', '_ab', 'a b'] },
  {
    pattern: '^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:api-destination\\/[\\.\\-_A-Za-z0-9]+\\/[\\-A-Za-z0-9]+$',
    accepts: [`arn:aws:events:us-east-1:123456789012:api-destination/a.b-c_d/${uuid}`, 'arn:aws-us-gov:events:::api-destination/a/b'],
    refuses: [
      'arn:aws:events:us-east-1:123:api-destination/a/b',
      'arn:aws:events:us-east-1:123456789012:api-destination/a/b_c',
      'arn:AWS:events:::api-destination/a/b',
    ],
  },
  {
    pattern: '^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:.+\\/.+$',
    accepts: ['arn:aws:events:us-east-1:123456789012:event-bus/default', 'arn:aws-cn:events::123456789012:archive/a b'],
    refuses: [
      'arn:aws:events:us-east-1:123456789012:event-bus',
      'arn:aws:sqs:us-east-1:123456789012:a/b',
      'arn:aws:events:US:123456789012:a/b',
    ],
  },
  {
    pattern: '^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:connection\\/[\\.\\-_A-Za-z0-9]+\\/[\\-A-Za-z0-9]+$',
    accepts: ['arn:aws:events:us-east-1:123456789012:connection/a.b/c-d'],
    refuses: ['arn:aws:events:us-east-1:123456789012:connection/a b/c', 'arn:aws:events:us-east-1:123456789012:connection/a'],
  },
  {
    pattern: '^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:endpoint\\/[/\\.\\-_A-Za-z0-9]+$',
    accepts: ['arn:aws:events:us-east-1:123456789012:endpoint/a/b.c'],
    refuses: ['arn:aws:events:us-east-1:123456789012:endpoint/', 'arn:aws:events:us-east-1:123456789012:endpoint/a:b'],
  },
  {
    pattern: '^arn:aws([a-z]|\\-)*:route53:::healthcheck/[\\-a-z0-9]+$',
    accepts: [`arn:aws:route53:::healthcheck/${uuid}`],
    refuses: ['arn:aws:route53:::healthcheck/A', 'arn:aws:route53::123456789012:healthcheck/a'],
  },
  { pattern: '[A-Za-z0-9\\_\\-]+', accepts: ['a_b-C9'], refuses: ['', 'a.b', 'a\\'] },
  {
    pattern: '(^arn:aws([a-z]|\\-)*:secretsmanager:[a-z0-9-.]+:.*)|(\\$(\\.[\\w_-]+(\\[(\\d+|\\*)\\])*)*)',
    accepts: ['arn:aws:secretsmanager:us-east-1:123456789012:secret:a', '$', '$.detail.a-b[0][*].c'],
    refuses: ['arn:aws:secretsmanager:US:x', '$.', '$.a[b]', 'x$.a'],
  },
  {
    pattern: '^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:.+\\/[\\.\\-_A-Za-z0-9]+$',
    accepts: ['arn:aws:events:us-east-1:123456789012:replay/a.b-c_d'],
    refuses: ['arn:aws:events:us-east-1:123456789012:replay/a b', 'arn:aws:events:us-east-1:123456789012:replay/'],
  },
  {
    pattern: '^arn:aws([a-z]|\\-)*:secretsmanager:([a-z]|\\d|\\-)*:([0-9]{12})?:secret:[\\/_+=\\.@\\-A-Za-z0-9]+$',
    accepts: ['arn:aws:secretsmanager:us-east-1:123456789012:secret:a/b_c+d=e.f@g-H1'],
    refuses: ['arn:aws:secretsmanager:us-east-1:123456789012:secret:', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:a b'],
  },
  {
    pattern: '^([a-zA-Z0-9\\-\\_]+\\.){2,3}vpce\\.[a-zA-Z0-9\\-]*\\.vpce-svc\\-[a-zA-Z0-9\\-]{17}$',
    accepts: ['com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0', 'a.b_c.d.vpce..vpce-svc-0123456789abcdef0'],
    refuses: ['com.vpce.us-east-1.vpce-svc-0123456789abcdef0', 'com.amazonaws.vpce.us-east-1.vpce-svc-0123'],
  },
  { pattern: '[a-zA-Z0-9\\.\\_]+', accepts: ['a.b_C9'], refuses: ['', 'a-b'] },
  { pattern: '[\\w-_]*', accepts: ['', 'a-b_C9'], refuses: ['a.b', 'é'] },
  { pattern: '^\\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*$', accepts: ['', '!', '!a b:c_d@e/f+g=h.i-j!k'], refuses: ['a#', 'a\n'] },
  { pattern: '[0-9A-Za-z\\-\\_]+', accepts: ['a-b_9'], refuses: ['', 'a b'] },
  { pattern: '(?i)all|[0-9]{12}', accepts: ['all', 'ALL', 'aLl', '123456789012'], refuses: ['al', 'alll', '12345678901'] },
  {
    pattern: '^arn:aws[a-z0-9-]*:iam::\\d{12}:role\\/[\\w-\\/.@+=,]{1,1017}$',
    accepts: ['arn:aws:iam::123456789012:role/a/b-c.d@e+f=g,h_i'],
    refuses: ['arn:aws:iam::123456789012:role/', 'arn:aws:iam::123456789012:role/a b', 'arn:aws:iam::12345678901:role/a'],
  },
  { pattern: '^[\\w\\.\\-\\:\\/ ]*$', accepts: ['', 'a.b-c:d/e f_9'], refuses: ['a,b', 'a\tb'] },
  {
    pattern: '^[0-9a-fA-F]{8}\\-[0-9a-fA-F]{4}\\-[0-9a-fA-F]{4}\\-[0-9a-fA-F]{4}\\-[0-9a-fA-F]{12}$',
    accepts: [uuid, uuid.toUpperCase()],
    refuses: [uuid.slice(1), uuid.replace('0', 'g'), uuid.replaceAll('-', '')],
  },
  {
    pattern:
      '^([\\-]?\\d{4}(?!\\d{2}\\b))((-?)((0[1-9]|1[0-2])(\\3([12]\\d|0[1-9]|3[01]))?|W([0-4]\\d|5[0-2])(-?[1-7])?|(00[1-9]|0[1-9]\\d|[12]\\d{2}|3([0-5]\\d|6[1-6])))([T\\s]((([01]\\d|2[0-3])((:?)[0-5]\\d)?|24\\:?00)([\\.,]\\d(?!:))?)?(\\17[0-5]\\d([\\.,]\\d)?)?([zZ]|([\\-])([01]\\d|2[0-3]):?([0-5]\\d)?)?)?)?$',
    accepts: ['2024', '2024-02-29', '20240229', '2024-W05-3', '2024-02-29T12:30:45Z', '2024-02-29T123045-05:00'],
    refuses: ['', '2024-13-01', '2024-0229', '2024-02-29T25:00', '29.02.2024'],
  },
  { pattern: '^\\/[\\w\\.\\-\\:\\/]*$', accepts: ['/', '/a.b-c:d/e'], refuses: ['', 'a', '/a b'] },
  { pattern: '[\\w+=,.@\\:-]*', accepts: ['', 'a+b=c,d.e@f:g-h'], refuses: ['a b', 'a\\b', 'a/b'] },
];

const compile = (pattern: string): RegExp => new RegExp(translatePattern(pattern, 'whole'), 'u');

function isRefusedByJavaScript(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return false;
  } catch {
    return true;
  }
}

/** Every pattern of every model. */
function patternsOfModels(): readonly string[] {
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, each] of Object.entries(value)) {
      if (key === 'smithy.api#pattern' && typeof each === 'string') found.add(each);
      else collect(each);
    }
  };
  for (const file of readdirSync(folder)) if (file.endsWith('.json')) collect(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')));
  return [...found];
}

describe('patterns that JavaScript refuses', () => {
  it.each(refused)('translates $pattern', ({ pattern, accepts, refuses }) => {
    expect(isRefusedByJavaScript(pattern)).toBe(true);
    const translated = compile(pattern);
    for (const text of accepts) expect({ text, accepted: translated.test(text) }).toEqual({ text, accepted: true });
    for (const text of refuses) expect({ text, accepted: translated.test(text) }).toEqual({ text, accepted: false });
  });

  it('are all of those in the models', () => {
    const samples = new Set(refused.map(({ pattern }) => withoutAnchors(pattern)));
    const inModels = patternsOfModels().filter(isRefusedByJavaScript).map(withoutAnchors);
    expect(inModels.filter((pattern) => !samples.has(pattern))).toEqual([]);
    expect([...samples].filter((pattern) => !inModels.includes(pattern))).toEqual([]);
  });
});

describe('patterns that JavaScript takes as they are', () => {
  it('mean the same after translation', () => {
    const texts = [
      '',
      'a',
      'A-b_9',
      'arn:aws:iam::123456789012:role/test',
      '$LATEST',
      'x'.repeat(40),
      'a b',
      'a.b',
      '/a/b',
      '123456789012',
      'é',
      '1:2',
      uuid,
    ];
    const patterns = patternsOfModels().filter((pattern) => !isRefusedByJavaScript(pattern));
    expect(patterns.length).toBeGreaterThan(300);
    for (const pattern of patterns) {
      const native = new RegExp(`^(?:${pattern})$`, 'u');
      const translated = compile(pattern);
      for (const text of texts) expect({ pattern, text, is: translated.test(text) }).toEqual({ pattern, text, is: native.test(text) });
    }
  });
});

describe("Java's dialect", () => {
  it.each([
    ['possessive quantifiers give nothing back', 'a*+ab', [], ['aab', 'ab']],
    ['atomic groups give nothing back', '(?>a|ab)c', ['ac'], ['abc']],
    ['an atomic group before a reference leaves its number alone', '(?>x)(a|b)\\1', ['xaa'], ['xab']],
    ['named groups and references to them', '(?<q>[ab])-\\k<q>', ['a-a'], ['a-b']],
    ['classes within classes', '[a-c[x-z]]+', ['axz'], ['d', '[']],
    ['intersections', '[a-z&&[^aeiou]]+', ['xyz'], ['a', '&']],
    ['a negated intersection', '[^a-z&&[^x]]+', ['A', 'x'], ['a']],
    ['POSIX classes are of ASCII', '\\p{Alpha}\\p{Digit}\\p{Punct}\\P{Upper}', ['a1!b'], ['é1!b', 'a1!B']],
    ['general categories are of Unicode', '[\\p{L}\\p{Nd}]+', ['é٣'], ['-']],
    ['white space is of ASCII', '\\s+', [' \t\n\v\f\r'], ['\u00a0']],
    ['\\A and \\z', '\\Aab\\z', ['ab'], ['ab\n']],
    ['\\Q...\\E', '\\Qa.b*\\E+', ['a.b*', 'a.b**'], ['axb*']],
    ['case is ignored from (?i) to the end of its group', '(a(?i)b[c-d])e', ['aBCe', 'abde'], ['ABce', 'abcE']],
    ['(?s) lets the dot take line terminators', '(?s)a.b', ['a\nb'], ['ab']],
    ['the dot takes no line terminator', 'a.b', ['a-b'], ['a\nb', 'a\u0085b']],
    ['surrogate pairs are one character', '[\\uD83D\\uDC4D]', ['👍'], ['\ud83d']],
    ['braces and brackets stand for themselves', 'a}b]', ['a}b]'], ['ab']],
    ['octal and hexadecimal', '\\x41\\0101\\x{1F44D}', ['AA👍'], ['A']],
  ] as const)('%s', (_, pattern, accepts, refuses) => {
    const translated = compile(pattern);
    for (const text of accepts) expect({ text, accepted: translated.test(text) }).toEqual({ text, accepted: true });
    for (const text of refuses) expect({ text, accepted: translated.test(text) }).toEqual({ text, accepted: false });
  });

  it.each(['\\p{InGreek}', '(?x)a b', 'a**b(', '[b-a]', '\\Gab', '(a)\\2', '*a', '[abc'])(
    'fails for what it cannot translate: %s',
    (pattern) => {
      expect(() => translatePattern(pattern, 'whole')).toThrow(/translate|Invalid/);
    },
  );

  it('answers at once for a pattern whose repeats could be shared out in exponentially many ways', () => {
    const text = `${'0'.repeat(100)}!`;
    for (const pattern of ['^([0-9]+)+$', '(([0-9]*)+)*', '([0-9]+)*']) expect(compile(pattern).test(text)).toBe(false);
    expect(compile('(([0-9]*)+)*').test('')).toBe(true);
    expect(compile('([0-9]+)+').test('')).toBe(false);
    // Not the same as [0-9]{2,}: an even count.
    expect(compile('([0-9]{2})+').test('123')).toBe(false);
  });

  it('looks for a match anywhere where Smithy itself validates', () => {
    expect(new RegExp(translatePattern('[0-9]+', 'anywhere'), 'u').test('a1b')).toBe(true);
    expect(compile('[0-9]+').test('a1b')).toBe(false);
  });
});

describe('how messages show a pattern', () => {
  it.each([
    ['^[a-z]+$', '[a-z]+'],
    ['^(?:a|b)$', 'a|b'],
    ['^(?:a)(?:b)$', '(?:a)(?:b)'],
    ['^(?:[)]|a\\))$', '[)]|a\\)'],
    ['[a-z]+', '[a-z]+'],
    ['^a\\$', '^a\\$'],
  ])('%s without the anchors that Smithy gives it', (pattern, shown) => {
    expect(withoutAnchors(pattern)).toBe(shown);
  });
});
