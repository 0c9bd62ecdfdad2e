import { expect, test } from '@jest/globals';
import { CommandContext } from '../../../commands/context.ts';
import { APPLICATION, openTarget } from '../../../commands/nuke-db/open-target.ts';
import { captureIo } from '../../support/io.ts';

test('opens the database that was named, and shows it without its password', async () => {
  const { io } = captureIo({
    env: { STAGE: 'postgresql://me:hidden@db.local:6543/stage?schema=gw' },
  });
  const context = new CommandContext(io, {
    config: null,
    envFiles: [],
    color: 'never',
    quiet: false,
    verbosity: 0,
    json: false,
  });
  const target = await openTarget(context, { urlEnv: 'STAGE', urlFile: null, schema: null }, 1_000);
  expect(target.database.where).toBe('db.local:6543/stage');
  expect(target.database.schema).toBe('gw');
  expect(JSON.stringify(target.url)).not.toContain('hidden');
  expect(APPLICATION).toMatch(/^llmgw /);
  await context.close();
});
