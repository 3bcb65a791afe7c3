import { createHmac } from 'node:crypto';

const MOST_KEPT = 100;
const kept = new Map<string, Buffer>();

/** A client's key is the same all day in a region and service. */
export function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  const id = JSON.stringify([secret, day, region, service]);
  let key = kept.get(id);
  if (key === undefined) {
    key = [day, region, service, 'aws4_request'].reduce<Buffer>((parent, part) => hmac(parent, part), Buffer.from(`AWS4${secret}`));
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(id, key);
  }
  return key;
}

export const hmac = (key: Uint8Array, data: string): Buffer => createHmac('sha256', key).update(data).digest();
