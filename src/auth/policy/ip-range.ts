/** Addresses and blocks of them, of both versions of IP. */
import { BlockList, isIP } from 'node:net';

/** @param range an address or a block: `203.0.113.0/24`, `2001:db8::/32`. */
export function isInRange(address: string, range: string): boolean {
  const [base = '', bits] = range.split('/');
  const version = isIP(base);
  const plainAddress = address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
  if (version === 0 || isIP(plainAddress) !== version) return false;
  const longest = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (!(prefix >= 0 && prefix <= longest)) return false;
  const type = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(base, prefix, type);
  return list.check(plainAddress, type);
}
