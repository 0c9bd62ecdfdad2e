import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ChaosProvider } from '../../src/chaos/server.ts';
import { startFaultProvider } from '../support/fault-provider.ts';
import { configOf } from '../support/referee/layout.ts';
import { judgeAll, scoreOf, tableOf, type Verdict } from '../support/referee/referee.ts';
import { serve, type Served } from './served.ts';

// `npm run faults`: the sixteen faults at full length, from a configuration of models and fallbacks.

let provider: ChaosProvider;
let gateway: Served;
let verdicts: readonly Verdict[];

beforeAll(async () => {
  provider = await startFaultProvider(1);
  gateway = await serve(configOf(provider.origin, 1), { timeoutMs: 300_000 });
  const post = gateway.post.bind(gateway);
  verdicts = await judgeAll({ provider, post, speed: 1, slackMs: 0 });
  process.stdout.write(`\n${tableOf(verdicts)}\n\n${scoreOf(verdicts)}\n`);
}, 300_000);

afterAll(async () => {
  await gateway.stop();
  await provider.close();
});

test('all sixteen faults pass at full length', () => {
  expect(verdicts.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  expect(scoreOf(verdicts)).toBe('16 pass, 0 partial, 0 safe, 0 fail');
});
