/** Prints plain data as a TypeScript literal. */

/** Lines are broken where they would be longer. */
export const lineWidth = 140;
const identifier = /^[A-Za-z_$][\w$]*$/;

/** `indent` counts spaces; the first line is taken to begin behind `lead` characters. Properties that are undefined are left out. */
export function literal(value: unknown, indent = 0, lead = indent): string {
  const line = oneLine(value, lineWidth - lead);
  return line ?? severalLines(value, indent);
}

/** A key of an object literal or a type: quoted where it must be. */
export const propertyKey = (name: string): string => {
  // As a plain key it would set the prototype.
  if (name === '__proto__') return "['__proto__']";
  return identifier.test(name) ? name : quote(name);
};

/** A string in single quotes. */
export function quote(text: string): string {
  const json = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return `'${json.replaceAll("'", "\\'")}'`;
}

/** Undefined when it would be longer than `room`. */
function oneLine(value: unknown, room: number): string | undefined {
  if (Array.isArray(value)) return joined('[', ']', value, room, (element, left) => oneLine(element, left));
  if (typeof value === 'object' && value !== null) {
    return joined('{ ', ' }', entriesOf(value), room, ([key, each], left) => {
      const name = propertyKey(key);
      const text = oneLine(each, left - name.length - 2);
      return text === undefined ? undefined : `${name}: ${text}`;
    });
  }
  const text = scalar(value);
  return text.length <= room ? text : undefined;
}

function joined<T>(
  open: string,
  close: string,
  parts: readonly T[],
  room: number,
  print: (part: T, left: number) => string | undefined,
): string | undefined {
  if (parts.length === 0) return open.trim() + close.trim();
  const texts: string[] = [];
  let length = open.length + close.length;
  for (const part of parts) {
    const text = length > room ? undefined : print(part, room - length);
    if (text === undefined) return undefined;
    texts.push(text);
    length += text.length + 2;
  }
  return length - 2 > room ? undefined : open + texts.join(', ') + close;
}

function severalLines(value: unknown, indent: number): string {
  const inner = indent + 2;
  const pad = ' '.repeat(inner);
  if (Array.isArray(value)) {
    const lines = value.map((element) => `${pad}${literal(element, inner, inner + 1)},\n`);
    return `[\n${lines.join('')}${' '.repeat(indent)}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const lines = entriesOf(value).map(([key, each]) => {
      const name = propertyKey(key);
      return `${pad}${name}: ${literal(each, inner, inner + name.length + 3)},\n`;
    });
    return `{\n${lines.join('')}${' '.repeat(indent)}}`;
  }
  return scalar(value);
}

const entriesOf = (value: object): [string, unknown][] => Object.entries(value).filter(([, each]) => each !== undefined);

function scalar(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`Not data that can be printed: ${String(value)}`);
}
