import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { startCli } from '../../support/run-cli.ts';

let place: Workplace;

beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

test('validates again with every change, and ends with Ctrl-C', async () => {
  place.write('config.yaml', 'model_list: [\n');
  const cli = await startCli(['validate-config', '--offline', '--watch'], { cwd: place.dir });
  await cli.until(/INVALID[\s\S]*watching 1 files/);
  place.write('config.yaml', 'model_list: []\n');
  await cli.until(/Config: +VALID[\s\S]*watching/);
  cli.signal('SIGINT');
  expect((await cli.ended).code).toBe(130);
}, 30_000);
