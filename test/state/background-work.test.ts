import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ControlledClock, createClock } from '../../src/clock/emulator-clock.js';
import { BackgroundWork } from '../../src/state/background-work.js';
import { StateError } from '../../src/state/errors.js';

describe('background work', () => {
  let clock: ControlledClock;
  let failures: unknown[];
  beforeEach(async () => {
    failures = [];
    clock = createClock({ onError: (error) => failures.push(error) });
    await clock.freeze();
  });
  afterEach(() => clock.stop());

  const turns = async (count: number): Promise<void> => {
    for (let turn = 0; turn < count; turn += 1) await nextTurn();
  };

  it('begins once whoever woke it is done, and goes on as long as it says so', async () => {
    let runs = 0;
    const work = new BackgroundWork(clock, async () => {
      runs += 1;
      return runs < 3;
    });
    await turns(2);
    expect(runs).toBe(0);
    work.wake();
    work.wake();
    expect(runs).toBe(0);
    await turns(10);
    expect(runs).toBe(3);
    work.wake();
    await turns(10);
    expect(runs).toBe(4);
  });

  it('runs again, and not twice at the same time, when it is woken meanwhile', async () => {
    let running = 0;
    let runs = 0;
    const work = new BackgroundWork(clock, async () => {
      runs += 1;
      running += 1;
      expect(running).toBe(1);
      if (runs === 1) work.wake();
      await nextTurn();
      running -= 1;
      return false;
    });
    work.wake();
    await turns(10);
    expect(runs).toBe(2);
  });

  it('tells the clock what it fails with, and runs again when it is woken', async () => {
    const failure = new Error('ours to mend');
    let runs = 0;
    const work = new BackgroundWork(clock, async () => {
      runs += 1;
      throw failure;
    });
    work.wake();
    await turns(5);
    await clock.advance(0);
    expect(failures).toEqual([failure]);
    work.wake();
    await turns(5);
    expect(runs).toBe(2);
  });

  it('ends in silence when the emulator is stopped', async () => {
    const work = new BackgroundWork(clock, () => Promise.reject(new StateError('closed', 'The state is closed.')));
    work.wake();
    await turns(5);
    await clock.advance(0);
    expect(failures).toEqual([]);
  });
});
