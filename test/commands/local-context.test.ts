import { expect, test } from '@jest/globals';
import { LocalContext } from '../../commands/local-context.ts';
import { captureIo } from '../support/io.ts';

test('clients are only made when one is asked for, and closed at the end', async () => {
  const { io } = captureIo();
  const options = {
    config: null,
    envFiles: [],
    color: 'auto',
    quiet: false,
    verbosity: 0,
    json: false,
  } as const;
  const context = new LocalContext({ io, options });
  await context.close();
  expect(context.environment().files).toEqual([]);
  const client = await context.upstream();
  expect(typeof client.send).toBe('function');
  expect(await context.whole()).toBe(await context.whole());
  await context.close();
});
