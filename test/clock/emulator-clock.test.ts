import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClockRefused, type ControlledClock, createClock } from '../../src/clock/emulator-clock.js';

const start = Date.UTC(2030, 0, 1);

describe('createClock', () => {
  let clock: ControlledClock;
  let errors: unknown[];

  beforeEach(() => {
    vi.useFakeTimers({ now: start, toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'Date'] });
    errors = [];
    clock = createClock({ onError: (error) => errors.push(error) });
  });

  afterEach(() => {
    clock.stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('follows real time', () => {
    vi.setSystemTime(start + 5);
    expect(clock.now()).toBe(start + 5);
  });

  it('runs work when real time has come to it', () => {
    const ran: string[] = [];
    clock.schedule(start + 2000, () => void ran.push('b'));
    clock.schedule(start + 1000, () => void ran.push('a'));
    vi.advanceTimersByTime(1999);
    expect(ran).toEqual(['a']);
    vi.advanceTimersByTime(1);
    expect(ran).toEqual(['a', 'b']);
  });

  it('holds one timer for all that is scheduled, and none when nothing is', () => {
    const all = [5000, 1000, 3000].map((ms) => clock.schedule(start + ms, () => undefined));
    expect(vi.getTimerCount()).toBe(1);
    for (const scheduled of all) scheduled.cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits longer than one timer can', () => {
    const ran: string[] = [];
    clock.schedule(start + 2 ** 32, () => void ran.push('due'));
    vi.advanceTimersByTime(2 ** 32 - 1);
    expect(ran).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(ran).toEqual(['due']);
  });

  it('does not hold up what is due while earlier work takes its time', () => {
    const ran: string[] = [];
    clock.schedule(start + 1, () => new Promise<void>(() => undefined));
    clock.schedule(start + 2, () => void ran.push('next'));
    vi.advanceTimersByTime(2);
    expect(ran).toEqual(['next']);
  });

  it('runs work that is cancelled by work due before it not at all', () => {
    const ran: string[] = [];
    clock.schedule(start + 1, () => second.cancel());
    const second = clock.schedule(start + 1, () => void ran.push('second'));
    vi.advanceTimersByTime(10);
    expect(ran).toEqual([]);
  });

  it('shows each piece of work its own time when it is advanced', async () => {
    const seen: number[] = [];
    for (const ms of [30, 10, 20]) clock.schedule(start + ms, () => void seen.push(clock.now() - start));
    await clock.advance(25);
    expect(seen).toEqual([10, 20]);
    expect(clock.now()).toBe(start + 25);
    vi.advanceTimersByTime(5);
    expect(seen).toEqual([10, 20, 30]);
  });

  it('awaits work, and runs what it schedules on the way', async () => {
    const seen: string[] = [];
    clock.schedule(start + 10, async () => {
      await Promise.resolve();
      clock.schedule(clock.now() + 5, () => void seen.push(`nested ${clock.now() - start}`));
      clock.schedule(clock.now() + 500, () => void seen.push('too late'));
    });
    clock.schedule(start + 20, () => void seen.push(`later ${clock.now() - start}`));
    await clock.advance(100);
    expect(seen).toEqual(['nested 15', 'later 20']);
  });

  it('goes on, when advanced, without work that never ends', async () => {
    const seen: string[] = [];
    clock.schedule(start + 1, () => new Promise<void>(() => undefined));
    clock.schedule(start + 2, () => void seen.push('next'));
    const advanced = clock.advance(5);
    await vi.advanceTimersByTimeAsync(10_000);
    await advanced;
    expect(seen).toEqual(['next']);
  });

  it('stands still when frozen and goes on from there when advanced', async () => {
    const ran: string[] = [];
    clock.schedule(start + 100, () => void ran.push('due'));
    await clock.freeze();
    vi.advanceTimersByTime(1000);
    expect([clock.now(), ran]).toEqual([start, []]);
    expect(clock.status()).toEqual({ now: start, frozen: true, offset: -1000, scheduled: 1, nextAt: start + 100 });
    await clock.advance(100);
    expect([clock.now(), ran]).toEqual([start + 100, ['due']]);
  });

  it('runs what is due on the way to a later time that it is frozen at', async () => {
    const seen: number[] = [];
    clock.schedule(start + 100, () => void seen.push(clock.now()));
    await clock.freeze(start + 3000);
    expect(seen).toEqual([start + 100]);
    await clock.freeze(start - 3000);
    expect(clock.now()).toBe(start - 3000);
  });

  it('comes back to real time, with what is scheduled', async () => {
    const ran: string[] = [];
    clock.schedule(start + 100, () => void ran.push('due'));
    await clock.freeze(start - 5000);
    await clock.reset();
    expect(clock.status()).toEqual({ now: start, frozen: false, offset: 0, scheduled: 1, nextAt: start + 100 });
    vi.advanceTimersByTime(100);
    expect(ran).toEqual(['due']);
  });

  it('queues changes of time', async () => {
    const seen: string[] = [];
    clock.schedule(start + 10, async () => {
      await Promise.resolve();
      seen.push('slow');
    });
    clock.schedule(start + 15, () => void seen.push('second'));
    await Promise.all([clock.advance(10), clock.advance(10)]);
    expect(seen).toEqual(['slow', 'second']);
    expect(clock.now()).toBe(start + 20);
  });

  it('hands errors of work on and runs the rest', async () => {
    const ran: string[] = [];
    clock.schedule(start + 1, () => {
      throw new Error('at once');
    });
    clock.schedule(start + 2, () => Promise.reject(new Error('later')));
    clock.schedule(start + 3, () => void ran.push('rest'));
    await clock.advance(3);
    expect(errors.map(String)).toEqual(['Error: at once', 'Error: later']);
    expect(ran).toEqual(['rest']);
  });

  it('says nothing of work that the stop came upon', async () => {
    let fail: (reason: Error) => void = () => undefined;
    const work = new Promise<void>((_, reject) => {
      fail = reject;
    });
    clock.schedule(start + 1, () => work);
    vi.advanceTimersByTime(1);
    clock.stop();
    fail(new Error('closed'));
    await work.catch(() => undefined);
    await Promise.resolve();
    expect(errors).toEqual([]);
  });

  it('refuses to advance backwards', async () => {
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
  });

  it('stays between 1970 and 9999, and where it was when it is sent elsewhere', async () => {
    const before = clock.now();
    for (const at of [-1, Number.NaN, 8e15, Number.POSITIVE_INFINITY]) await expect(clock.freeze(at)).rejects.toThrow(ClockRefused);
    for (const ms of [8e15, Number.POSITIVE_INFINITY, Number.NaN]) await expect(clock.advance(ms)).rejects.toThrow(ClockRefused);
    expect(clock.status()).toMatchObject({ now: before, frozen: false });
    await clock.freeze(Date.UTC(9999, 11, 31));
    expect(clock.now()).toBe(Date.UTC(9999, 11, 31));
  });

  it('runs work by due time, then by scheduling, whatever is cancelled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ ms: fc.nat({ max: 20 }), cancelled: fc.boolean() }), { maxLength: 60 }), async (plan) => {
        const one = createClock({ now: () => start });
        const ran: number[] = [];
        const scheduled = plan.map(({ ms }, i) => one.schedule(start + ms, () => void ran.push(i)));
        for (const [i, work] of scheduled.entries()) if (plan[i]?.cancelled) work.cancel();
        await one.advance(20);
        const expected = plan
          .map(({ ms, cancelled }, i) => ({ ms, cancelled, i }))
          .filter(({ cancelled }) => !cancelled)
          .sort((a, b) => a.ms - b.ms || a.i - b.i);
        expect(ran).toEqual(expected.map(({ i }) => i));
        one.stop();
      }),
    );
  });
});
