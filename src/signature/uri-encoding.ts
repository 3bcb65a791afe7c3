/** Percent-encoding as signatures have it: everything but unreserved characters, in capitals (RFC 3986). */

export function encodeUri(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Bytes that aren't UTF-8 keep their encoding. */
export function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Name and value of each parameter of an undecoded query, decoded; a plus sign is one, as signers write spaces as %20. */
export function queryPairs(query: string): readonly (readonly [name: string, value: string])[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [decodeUri(part), ''] : [decodeUri(part.slice(0, equals)), decodeUri(part.slice(equals + 1))];
    });
}
