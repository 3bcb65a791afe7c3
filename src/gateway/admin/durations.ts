import { AdminError } from './admin-error.js';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * @param value seconds, or text such as `90s`, `5m`, `1h30m`, `7d`
 * @returns milliseconds
 */
export function readDuration(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return Math.round(value * 1000);
  if (typeof value === 'string' && /^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(value)) {
    let total = 0;
    for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) total += Number(amount) * (units[unit ?? ''] ?? 0);
    return Math.round(total);
  }
  throw new AdminError(400, `'advance' must be seconds, or text such as '90s', '5m' or '1h30m'.`);
}
