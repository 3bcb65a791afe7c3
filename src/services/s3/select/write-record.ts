/** Records of the answer, in CSV or JSON. */
import { structOf, textOf } from './evaluate/text.js';
import type { Struct } from './evaluate/value.js';
import type { OutputForm } from './settings.js';

export function createRecordWriter(form: OutputForm): (record: Struct) => string {
  if (form.kind === 'json') return ({ names, values }) => `${structOf(names, values)}${form.recordDelimiter}`;
  const { quote, escapeSign, fieldDelimiter, recordDelimiter, quoteAlways } = form;
  const quoted = (text: string): string => {
    const escaped = escapeSign === quote ? text : text.replaceAll(escapeSign, escapeSign + escapeSign);
    return quote + escaped.replaceAll(quote, escapeSign + quote) + quote;
  };
  const needsQuotes = (text: string): boolean =>
    text.includes(fieldDelimiter) || text.includes(quote) || text.includes(recordDelimiter) || /[\r\n]/.test(text);
  const isQuoting = quote !== '';
  return ({ values }) => {
    let line = '';
    for (let at = 0; at < values.length; at++) {
      const text = textOf(values[at]);
      if (at > 0) line += fieldDelimiter;
      line += isQuoting && (quoteAlways || needsQuotes(text)) ? quoted(text) : text;
    }
    return line + recordDelimiter;
  };
}
