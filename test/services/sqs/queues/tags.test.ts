import { CreateQueueCommand, ListQueueTagsCommand, TagQueueCommand, UntagQueueCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

describe.each(engines)("a queue's tags on %s", (engine) => {
  const at = openSqs(engine);
  const tag = (QueueUrl: string, Tags: Record<string, string>) => at.sqs.send(new TagQueueCommand({ QueueUrl, Tags }));
  const untag = (QueueUrl: string, ...TagKeys: string[]) => at.sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys }));
  const list = async (QueueUrl: string) => (await at.sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags;

  it('are added, replaced and taken away', async () => {
    const url = await at.queue();
    expect(await list(url)).toBeUndefined();
    await tag(url, { tag1: 'value1', tag2: 'value2', tag3: '' });
    expect(await list(url)).toEqual({ tag1: 'value1', tag2: 'value2', tag3: '' });
    await untag(url, 'tag1', 'tag3', 'unknown');
    await tag(url, { tag2: 'new', ümläut: 'a b:/=+-@_.' });
    expect(await list(url)).toEqual({ tag2: 'new', ümläut: 'a b:/=+-@_.' });
    await untag(url, 'tag2', 'ümläut');
    expect(await list(url)).toBeUndefined();
  });

  it('are 50 at most', async () => {
    const url = await at.queue();
    const name = url.slice(url.lastIndexOf('/') + 1);
    await tag(url, Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`key${n}`, 'v'])));
    await tag(url, { key0: 'again' });
    expect(await refusal(tag(url, { more: 'v' }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Too many tags added for queue ${name}.`,
      status: 400,
    });
  });

  it.each([
    [{ '': 'x' }, 'Tag keys must be between 1 and 128 characters in length.'],
    [{ ['k'.repeat(129)]: 'x' }, 'Tag keys must be between 1 and 128 characters in length.'],
    [{ key: 'v'.repeat(257) }, 'Tag values must be between 0 and 256 characters in length.'],
    [{ 'aws:key': 'x' }, "The tag key aws:key is reserved: keys can't begin with aws:."],
    [{ 'key*': 'x' }, 'The tag key* contains invalid characters.'],
  ])('refuses %j', async (tags, message) => {
    const url = await at.queue();
    expect(await refusal(tag(url, tags))).toMatchObject({ code: 'InvalidParameterValue', message });
    expect(await refusal(at.sqs.send(new CreateQueueCommand({ QueueName: 'tagged', tags })))).toMatchObject({ message });
  });

  it('have to be some', async () => {
    const url = await at.queue();
    expect(await refusal(tag(url, {}))).toMatchObject({
      code: 'MissingParameter',
      message: 'The request must contain the parameter Tags.',
    });
    expect(await refusal(untag(url))).toMatchObject({
      code: 'MissingParameter',
      message: 'The request must contain the parameter TagKeys.',
    });
  });
});
