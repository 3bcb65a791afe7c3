import { describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { openSns } from '../open-sns.js';

describe.each(engines)('subscriptions (%s)', (engine) => {
  const on = openSns(engine);

  it('are those of a snapshot after it is restored', async () => {
    const arn = await on.topic();
    const early = await on.queue();
    const late = await on.queue();
    await on.subscribe(arn, early);
    await on.publish(arn, 'one');
    await on.receive(early);
    await on.aws.snapshot('early');
    await on.subscribe(arn, late);
    await on.publish(arn, 'two');
    expect(await on.notifications(late)).toHaveLength(1);
    await on.aws.restore('early');
    await on.publish(arn, 'three');
    expect((await on.notifications(early)).map(({ Message }) => Message)).toEqual(['three']);
    expect(await on.receive(late)).toEqual([]);
  });
});
