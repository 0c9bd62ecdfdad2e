import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ChaosProvider } from '../../src/chaos/server.ts';
import { startFaultProvider } from '../support/fault-provider.ts';
import { configOf } from '../support/referee/layout.ts';
import { judgeAll, scoreOf, tableOf, type Verdict } from '../support/referee/referee.ts';
import { serve, type Served } from './served.ts';

/** The sixteen faults in a tenth of their time; `npm run faults` plays them at full length. */
const SPEED = 10;
const SLACK_MS = 2_000;

let provider: ChaosProvider;
let gateway: Served;
let verdicts: readonly Verdict[];

beforeAll(async () => {
  provider = await startFaultProvider(SPEED);
  gateway = await serve(configOf(provider.origin, SPEED));
  const post = gateway.post.bind(gateway);
  verdicts = await judgeAll({ provider, post, speed: SPEED, slackMs: SLACK_MS });
  process.stdout.write(`\n${tableOf(verdicts)}\n\n${scoreOf(verdicts)}\n`);
}, 120_000);

afterAll(async () => {
  await gateway.stop();
  await provider.close();
});

test('all sixteen faults pass from shipped defaults', () => {
  const failed = verdicts.filter(({ verdict }) => verdict !== 'pass');
  expect(failed.map(({ fault, layout, problems }) => [fault.id, layout, problems])).toEqual([]);
  expect(scoreOf(verdicts)).toBe('16 pass, 0 partial, 0 safe, 0 fail');
  expect(verdicts).toHaveLength(32);
});
