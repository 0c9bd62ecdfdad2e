import { afterEach, expect, test } from '@jest/globals';
import { openStore } from '../../../commands/ingest-state/open-store.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';

let place: Workplace;
afterEach(async () => place.leave());
const flags = { urlEnv: null, urlFile: null, schema: null };

test('the one of the gateway', async () => {
  place = enterWorkplace({ env: { DATABASE_URL: 'postgresql://me:canary@db.example:5433/x' } });
  const store = await openStore(place.context, { database: flags, dryRun: false });
  expect(store?.where).toBe('db.example:5433/x');
});

test('none where there is to be none; a dry run needs none', async () => {
  place = enterWorkplace({ env: { LLMGW_DATABASE: 'off' } });
  await expect(openStore(place.context, { database: flags, dryRun: false })).rejects.toMatchObject({
    code: 'E_CONFIG',
  });
  expect(await openStore(place.context, { database: flags, dryRun: true })).toBeNull();
});
