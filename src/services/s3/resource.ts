/** What a request's path names. */

export interface Resource {
  /** Empty where the path names none. */
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
}

/** @param path in path style, undecoded. What can't be decoded stays as it is. */
export function resourceOf(path: string): Resource {
  const slash = path.indexOf('/', 1);
  return slash < 0
    ? { bucket: decoded(path.slice(1)), key: '' }
    : { bucket: decoded(path.slice(1, slash)), key: decoded(path.slice(slash + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
