import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ControlledClock, createClock } from '../../src/clock/emulator-clock.js';
import { type DueWork, Wakeup } from '../../src/clock/wakeup.js';

const MINUTE = 60_000;

describe('a wakeup', () => {
  let clock: ControlledClock;
  let start: number;
  let times: number[];
  let failures: unknown[];
  beforeEach(async () => {
    failures = [];
    times = [];
    clock = createClock({ onError: (error) => failures.push(error) });
    await clock.freeze();
    start = clock.now();
  });
  afterEach(() => clock.stop());

  const noting = (work: DueWork): Wakeup =>
    new Wakeup(clock, () => {
      times.push((clock.now() - start) / MINUTE);
      return work();
    });
  const minute = (minutes: number): number => start + minutes * MINUTE;

  it('runs at the earliest of the times that it is asked for, and again when its work says so', async () => {
    const wakeup = noting(() => (times.length === 1 ? minute(15) : undefined));
    for (const minutes of [20, 10, 30]) wakeup.by(minute(minutes));
    await clock.advance(60 * MINUTE);
    expect(times).toEqual([10, 15]);
    expect(clock.status().scheduled).toBe(0);
  });

  it('sleeps until it is asked, and looks at once when it is restarted, instead of later', async () => {
    const wakeup = noting(() => undefined);
    expect(clock.status().scheduled).toBe(0);
    wakeup.by(minute(10));
    wakeup.restart();
    await clock.advance(60 * MINUTE);
    expect(times).toEqual([0]);
  });

  it('goes on once its work has taken its time, and then at the earlier of what was asked for and what the work says', async () => {
    const wakeup = noting(async () => {
      if (times.length > 1) return undefined;
      wakeup.by(minute(7));
      wakeup.by(minute(5));
      await Promise.resolve();
      return minute(9);
    });
    wakeup.by(minute(1));
    await clock.advance(60 * MINUTE);
    expect(times).toEqual([1, 5]);
  });

  it('never runs its work twice at the same time', async () => {
    let running = 0;
    let most = 0;
    const wakeup = noting(async () => {
      running += 1;
      most = Math.max(most, running);
      if (times.length < 3) wakeup.by(clock.now());
      await Promise.resolve();
      running -= 1;
      return undefined;
    });
    wakeup.by(start);
    await clock.advance(0);
    expect(times).toEqual([0, 0, 0]);
    expect(most).toBe(1);
  });

  it.each([
    [
      'at once',
      () => {
        throw new Error('failed');
      },
    ],
    [
      'later',
      async () => {
        throw new Error('failed');
      },
    ],
  ])('lets the clock know when its work fails %s, and runs again when it is asked', async (_when, fail) => {
    const wakeup = noting(() => (times.length === 1 ? fail() : undefined));
    wakeup.by(minute(1));
    await clock.advance(2 * MINUTE);
    expect(failures).toEqual([new Error('failed')]);
    expect(clock.status().scheduled).toBe(0);
    wakeup.by(minute(3));
    await clock.advance(2 * MINUTE);
    expect(times).toEqual([1, 3]);
  });

  it('runs later what was asked for while its work was failing', async () => {
    const wakeup = noting(() => {
      if (times.length > 1) return undefined;
      wakeup.by(minute(4));
      throw new Error('failed');
    });
    wakeup.by(minute(1));
    await clock.advance(10 * MINUTE);
    expect(times).toEqual([1, 4]);
  });
});
