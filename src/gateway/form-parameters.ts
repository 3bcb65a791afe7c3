/** What tells a form's operation, without reading all of the form: the reader of the operation will. */

const AMPERSAND = 0x26;

/**
 * The first parameter of the name.
 * @param form `Action=Publish&Version=2010-03-31&Message=...`
 */
export function parameterOf(form: string, name: string): string | undefined {
  const start = `${name}=`;
  let at = form.indexOf(start);
  while (at > 0 && form.charCodeAt(at - 1) !== AMPERSAND) at = form.indexOf(start, at + 1);
  // Names may be percent-encoded; nobody does that.
  if (at < 0) return new URLSearchParams(form).get(name) ?? undefined;
  const end = form.indexOf('&', at);
  const value = form.slice(at + start.length, end < 0 ? undefined : end);
  return /[%+]/.test(value) ? (new URLSearchParams(`value=${value}`).get('value') ?? undefined) : value;
}
