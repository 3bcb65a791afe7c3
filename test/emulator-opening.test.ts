import { expect, it } from 'vitest';
import { openEmulator } from '../src/emulator-opening.js';
import { defaultOptions } from '../src/options.js';
import { temporaryDirectory } from './state/temporary-directory.js';

it('goes on by itself with what services that have rows left undone', async () => {
  const options = { ...defaultOptions, dataDir: temporaryDirectory(), logLevel: 'silent' as const };
  const before = await openEmulator(options);
  await before.services.s3.createBucket(
    { Bucket: 'a-bucket' },
    {
      accountId: '000000000000',
      region: 'us-east-1',
      principal: { kind: 'root', accountId: '000000000000', arn: 'arn:aws:iam::000000000000:root', userId: '000000000000' },
    },
  );
  await before.close();
  const after = await openEmulator(options);
  // Closing waits for what opening began.
  await after.close();
  expect(['s3', 'sqs', 'dynamodb'].filter((service) => after.isLoaded(service))).toEqual(['s3']);
});
