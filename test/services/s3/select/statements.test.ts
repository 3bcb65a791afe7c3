import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openBucket } from '../s3-client.js';
import { asker, JSON_LINES } from './select-client.js';

const PEOPLE = 'name,age,city\nann,30,"Oslo, N"\nbob,25,Rome\n"c""d",41,Bern\n';

describe.each(engines)("SelectObjectContent's SQL (%s)", (engine) => {
  const opened = openBucket(engine);
  const ask = asker(opened);
  const people = (Expression: string) => ask(PEOPLE, { Expression });
  /** What an expression is, over one row. */
  const evaluated = async (expression: string) => {
    const [record] = await ask('{"n":5,"t":"Text","e":"","z":null,"l":[1,{"a":2}],"b":true,"d":1.50}', {
      Expression: `SELECT ${expression} AS v FROM S3Object s`,
      InputSerialization: JSON_LINES,
    });
    return (record as { readonly v?: unknown }).v; // each record is an object
  };
  const refused = (Expression: string) => refusal(people(Expression));

  it('selects whole rows with *', async () => {
    expect(await people('SELECT * FROM S3Object')).toEqual([
      { name: 'ann', age: '30', city: 'Oslo, N' },
      { name: 'bob', age: '25', city: 'Rome' },
      { name: 'c"d', age: '41', city: 'Bern' },
    ]);
  });

  it('names columns by alias, by path, and by place', async () => {
    expect(await people('select s.name, s.age AS years, 1, s._3 place from s3object AS s limit 1')).toEqual([
      { name: 'ann', years: '30', _3: 1, place: 'Oslo, N' },
    ]);
  });

  it('splices all columns in with alias.*', async () => {
    expect(await people("SELECT 'x' AS k, s.* FROM S3Object s LIMIT 1")).toEqual([{ k: 'x', name: 'ann', age: '30', city: 'Oslo, N' }]);
  });

  it('takes names in any case, and quoted ones as they are', async () => {
    expect(await people('SELECT S.NAME FROM S3Object s LIMIT 1')).toEqual([{ NAME: 'ann' }]);
    expect(await people('SELECT s."name" FROM S3Object s LIMIT 1')).toEqual([{ name: 'ann' }]);
    expect(await refused('SELECT s."NAME" FROM S3Object s LIMIT 1')).toMatchObject({ code: 'MissingHeaders' });
  });

  it.each([
    ["age > '3'", ['ann', 'c"d']],
    ['age > 26', ['ann', 'c"d']],
    ['CAST(age AS INT) BETWEEN 25 AND 30', ['ann', 'bob']],
    ["name LIKE '%b' OR city IN ('Bern')", ['bob', 'c"d']],
    ["NOT (name = 'ann') AND city <> 'Rome'", ['c"d']],
    ["city NOT IN ('Rome', 'Bern')", ['ann']],
    ["name NOT LIKE '_nn'", ['bob', 'c"d']],
    ["name = 'x' OR age = 25 AND city = 'Rome'", ['bob']],
    ['NULL = NULL', []],
    ['1 = 1', ['ann', 'bob', 'c"d']],
  ])('keeps the rows where %s', async (condition, names) => {
    expect(await people(`SELECT name FROM S3Object WHERE ${condition}`)).toEqual(names.map((name) => ({ name })));
  });

  it.each([
    ['5 / 2', 2],
    ['5.0 / 2', 2.5],
    ['-s.n + 2 * 3', 1],
    ['7 % 3', 1],
    ['0.1 + 0.2', 0.3],
    ["s.t || '-' || s.n", 'Text-5'],
    ['s.d', 1.5],
    ['s.l[1].a', 2],
    ['s.l[0]', 1],
    ["s['t']", 'Text'],
    ['s.none', undefined],
    ['s.z', null],
    ['s.z IS NULL', true],
    ['s.none IS NULL', true],
    ['s.z IS MISSING', false],
    ['s.none IS MISSING', true],
    ['s.n IS NOT NULL', true],
    ['s.b IS TRUE', true],
    ['NOT s.z', null],
    ['s.z OR TRUE', true],
    ['s.z AND FALSE', false],
    ["'50%' LIKE '50!%' ESCAPE '!'", true],
    ["'505' LIKE '50!%' ESCAPE '!'", false],
    ['s.n IN (1, 5)', true],
    ['s.n IN (1, NULL)', null],
  ])('evaluates %s', async (expression, expected) => {
    expect(await evaluated(expression)).toEqual(expected);
  });

  it.each([
    ["CAST('12' AS INT)", 12],
    ["CAST('12.7' AS INTEGER)", 12],
    ["CAST('1e2' AS FLOAT)", 100],
    ["CAST('1.10' AS DECIMAL(10, 2))", 1.1],
    ["CAST('TRUE' AS BOOL)", true],
    ['CAST(s.n AS STRING)', '5'],
    ["CAST('2007-04-05T14:30Z' AS TIMESTAMP)", '2007-04-05T14:30Z'],
    ['CAST(s.z AS INT)', null],
    ["COALESCE(s.z, s.none, 'c')", 'c'],
    ['NULLIF(s.n, 5)', null],
    ["NULLIF(s.t, 'x')", 'Text'],
    ["CASE s.n WHEN 4 THEN 'four' WHEN 5 THEN 'five' END", 'five'],
    ["CASE WHEN s.n > 5 THEN 'more' ELSE 'not more' END", 'not more'],
    ["CASE WHEN s.n > 5 THEN 'more' END", null],
    ["CHAR_LENGTH('añ😀')", 3],
    ["CHARACTER_LENGTH('')", 0],
    ['LOWER(s.t)', 'text'],
    ['UPPER(s.t)', 'TEXT'],
    ['SUBSTRING(s.t, 2)', 'ext'],
    ['SUBSTRING(s.t FROM 2 FOR 2)', 'ex'],
    ["SUBSTRING('123456789', 0, 3)", '12'],
    ["TRIM('  a ')", 'a'],
    ["TRIM(LEADING FROM '  a ')", 'a '],
    ["TRIM(TRAILING FROM '  a ')", '  a'],
    ["TRIM(BOTH '12' FROM '1112foobar22211122')", 'foobar'],
  ])('evaluates %s', async (expression, expected) => {
    expect(await evaluated(expression)).toEqual(expected);
  });

  // Amazon S3 User Guide, "Date functions": these are its examples.
  it.each([
    ["DATE_ADD(year, 5, CAST('2010-01-01T' AS TIMESTAMP))", '2015-01-01'],
    ["DATE_ADD(month, 1, CAST('2010T' AS TIMESTAMP))", '2010-02T'],
    ["DATE_ADD(month, 13, CAST('2010T' AS TIMESTAMP))", '2011-02T'],
    ["DATE_ADD(day, -1, CAST('2017-01-10T' AS TIMESTAMP))", '2017-01-09'],
    ["DATE_ADD(hour, 1, CAST('2017T' AS TIMESTAMP))", '2017-01-01T01:00Z'],
    ["DATE_ADD(minute, 1, CAST('2017-01-02T03:04:05.006Z' AS TIMESTAMP))", '2017-01-02T03:05:05.006Z'],
    ["DATE_DIFF(year, CAST('2010-01-01T' AS TIMESTAMP), CAST('2011-01-01T' AS TIMESTAMP))", 1],
    ["DATE_DIFF(year, CAST('2010-12T' AS TIMESTAMP), CAST('2011-01T' AS TIMESTAMP))", 0],
    ["DATE_DIFF(month, CAST('2010T' AS TIMESTAMP), CAST('2010-05T' AS TIMESTAMP))", 4],
    ["DATE_DIFF(month, CAST('2010T' AS TIMESTAMP), CAST('2011T' AS TIMESTAMP))", 12],
    ["DATE_DIFF(month, CAST('2011T' AS TIMESTAMP), CAST('2010T' AS TIMESTAMP))", -12],
    ["DATE_DIFF(day, CAST('2010-01-01T23:00Z' AS TIMESTAMP), CAST('2010-01-02T01:00Z' AS TIMESTAMP))", 0],
    ["EXTRACT(YEAR FROM CAST('2010-01-01T' AS TIMESTAMP))", 2010],
    ["EXTRACT(HOUR FROM CAST('2017-01-02T03:04:05+07:08' AS TIMESTAMP))", 3],
    ["EXTRACT(TIMEZONE_HOUR FROM CAST('2017-01-02T03:04:05+07:08' AS TIMESTAMP))", 7],
    ["EXTRACT(TIMEZONE_MINUTE FROM CAST('2017-01-02T03:04:05+07:08' AS TIMESTAMP))", 8],
    ["TO_STRING(CAST('1969-07-20T20:18Z' AS TIMESTAMP), 'MMMM d, y')", 'July 20, 1969'],
    ["TO_STRING(CAST('1969-07-20T20:18Z' AS TIMESTAMP), 'MMM d, yyyy')", 'Jul 20, 1969'],
    ["TO_STRING(CAST('1969-07-20T20:18Z' AS TIMESTAMP), 'M-d-yy')", '7-20-69'],
    ["TO_STRING(CAST('1969-07-20T20:18Z' AS TIMESTAMP), 'MMMM d, y h:m a')", 'July 20, 1969 8:18 PM'],
    ["TO_STRING(CAST('1969-07-20T20:18Z' AS TIMESTAMP), 'y-MM-dd''T''H:m:ssX')", '1969-07-20T20:18:00Z'],
    ["TO_STRING(CAST('1969-07-20T20:18+08:00' AS TIMESTAMP), 'y-MM-dd''T''H:m:ssXXXX')", '1969-07-20T20:18:00+0800'],
    ["TO_STRING(CAST('1969-07-20T20:18+08:00' AS TIMESTAMP), 'y-MM-dd''T''H:m:ssXXXXX')", '1969-07-20T20:18:00+08:00'],
    ["TO_TIMESTAMP('2007T')", '2007T'],
    ["TO_TIMESTAMP('2007-02-23T12:14:33.079-08:00')", '2007-02-23T12:14:33.079-08:00'],
    ["TO_TIMESTAMP('4/7/2019 13:05', 'M/d/y HH:mm')", '2019-04-07T13:05Z'],
    ["CAST('2020-01-01T' AS TIMESTAMP) < CAST('2020-01-02T' AS TIMESTAMP)", true],
  ])('evaluates %s', async (expression, expected) => {
    expect(await evaluated(expression)).toEqual(expected);
  });

  it('tells the time of the clock as UTCNOW()', async () => {
    await opened.aws.clock.freeze(new Date('2026-03-01T12:00:00.750Z'));
    expect(await evaluated('UTCNOW()')).toBe('2026-03-01T12:00:00.750Z');
    await opened.aws.clock.reset();
  });

  it('answers aggregates with one record', async () => {
    expect(
      await people('SELECT COUNT(*), COUNT(name) AS n, SUM(CAST(age AS INT)), AVG(CAST(age AS INT)), MIN(age), MAX(age) FROM S3Object'),
    ).toEqual([{ _1: 3, n: 3, _3: 96, _4: 32, _5: 25, _6: 41 }]);
    expect(await people("SELECT COUNT(*) FROM S3Object WHERE name = 'nobody'")).toEqual([{ _1: 0 }]);
    expect(await people("SELECT SUM(age), MAX(age) FROM S3Object WHERE name = 'nobody'")).toEqual([{ _1: null, _2: null }]);
    expect(await people('SELECT SUM(CAST(age AS FLOAT)) / COUNT(*) AS mean FROM S3Object')).toEqual([{ mean: 32 }]);
  });

  it('answers LIMIT 0 with nothing', async () => {
    expect(await people('SELECT * FROM S3Object LIMIT 0')).toEqual([]);
  });

  it.each([
    ['SELECT FROM S3Object', 'ParseEmptySelect', 'The SQL expression contains an empty SELECT clause.'],
    ['SELECT name', 'ParseSelectMissingFrom', 'The SQL expression contains a missing FROM after SELECT list.'],
    [
      'SELECT *, name FROM S3Object',
      'ParseAsteriskIsNotAloneInSelectList',
      "Other expressions are not allowed in the SELECT list when '*' is used without dot notation in the SQL expression.",
    ],
    ['SELECT name FROM S3Object WHERE name ! 3', 'LexerInvalidChar', 'Invalid character at line 1, column 38.'],
    ['SELECT name FROM S3Object, S3Object', 'ParseUnexpectedToken', 'Unexpected token found COMMA:, at line 1, column 26.'],
    ['SELECT name FROM S3Object WHERE FROM', 'ParseUnexpectedToken', 'Unexpected token found KEYWORD:FROM at line 1, column 33.'],
    [
      'SELECT name FROM S3Object GROUP BY name',
      'UnsupportedSyntax',
      'Encountered invalid syntax: GROUP is not supported at line 1, column 27.',
    ],
    ['SELECT name FROM elsewhere', 'InvalidDataSource', 'Invalid data source type. Only S3Object is supported.'],
    ['SELECT frob(name) FROM S3Object', 'UnsupportedFunction', 'The SQL expression contains an unsupported function.'],
    [
      'SELECT UPPER(name, 1) FROM S3Object',
      'EvaluatorInvalidArguments',
      'There is an incorrect number of arguments in the function call in the SQL expression.',
    ],
    [
      'SELECT CAST(name AS INT) FROM S3Object',
      'CastFailed',
      'Attempt to convert from one data type to another using CAST failed in the SQL expression.',
    ],
    ['SELECT CAST(name AS THING) FROM S3Object', 'ParseExpectedTypeName', 'Did not find the expected type name in the SQL expression.'],
    ['SELECT EXTRACT(eon FROM name) FROM S3Object', 'ParseExpectedDatePart', 'Did not find the expected date part in the SQL expression.'],
    ['SELECT TO_TIMESTAMP(name) FROM S3Object', 'ValueParseFailure', 'A timestamp parse failure occurred in the SQL expression.'],
    [
      'SELECT name + 1 FROM S3Object',
      'IncorrectSqlFunctionArgumentType',
      'Incorrect type of arguments in function call in the SQL expression.',
    ],
    ['SELECT * FROM S3Object LIMIT -1', 'EvaluatorNegativeLimit', 'LIMIT must not be negative.'],
    ['SELECT 9223372036854775807 + 1 FROM S3Object', 'IntegerOverflow', 'Int overflow or underflow'],
    [
      "SELECT name FROM S3Object WHERE name LIKE 'a!b' ESCAPE '!'",
      'EvaluatorLikePatternInvalidEscapeSequence',
      'An argument given to the LIKE expression was not valid.',
    ],
    [
      "SELECT TO_STRING(UTCNOW(), 'QQ') FROM S3Object",
      'EvaluatorInvalidTimestampFormatPattern',
      'The timestamp format string in the SQL expression is not valid.',
    ],
    [
      'SELECT other FROM S3Object',
      'MissingHeaders',
      'Some headers in the query are missing from the file. Please check the file and try again.',
    ],
    ['SELECT name, COUNT(*) FROM S3Object', 'UnsupportedSqlStructure', 'The SQL expression contains columns beside aggregate functions.'],
  ])('refuses %s', async (expression, code, message) => {
    expect(await refused(expression)).toMatchObject({ code, message, status: 400 });
  });

  it('refuses an expression of more than 256 KB', async () => {
    expect(await refused(`SELECT '${'x'.repeat(256 * 1024)}' FROM S3Object`)).toMatchObject({
      code: 'ExpressionTooLong',
      message: 'The SQL expression is too long: The maximum byte-length for the SQL expression is 256 KB.',
    });
  });

  it('refuses what is nested too deep, and goes on', async () => {
    expect(await refused(`SELECT ${'('.repeat(5000)}1${')'.repeat(5000)} FROM S3Object`)).toMatchObject({ status: 400 });
    expect(await refused(`SELECT * FROM S3Object WHERE ${'NOT '.repeat(50_000)} TRUE`)).toMatchObject({ status: 400 });
    expect(await people(`SELECT name FROM S3Object WHERE ${"name = 'x' OR ".repeat(5000)} name = 'bob'`)).toEqual([{ name: 'bob' }]);
  });
});
