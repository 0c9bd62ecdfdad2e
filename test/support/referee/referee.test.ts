import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { REFEREE_FAULTS } from '../../../src/chaos/faults.ts';
import type { ChaosProvider } from '../../../src/chaos/server.ts';
import { startFaultProvider } from '../fault-provider.ts';
import type { Post } from './caller.ts';
import { LAYOUTS, namesOf } from './layout.ts';
import { judgeAll, scoreOf, tableOf } from './referee.ts';

const SPEED = 50;
/** No wait is too long here, nor a machine too loaded: S07, which is only late, passes. */
const SLACK_MS = 10_000;

let provider: ChaosProvider;

beforeAll(async () => {
  provider = await startFaultProvider(SPEED);
});

afterAll(() => provider.close());

/** Straight to the primary model: no retry, no fallback, nothing mended. */
function withoutGateway(): Post {
  const primaries = new Map(
    REFEREE_FAULTS.flatMap(({ id }) => LAYOUTS.map((layout) => namesOf(id, layout))).map(
      ({ group, primary }) => [group, primary],
    ),
  );
  return (path, body, init) => {
    const { model } = body as { readonly model: string };
    const asked = { ...(body as object), model: primaries.get(model) ?? model };
    return fetch(provider.origin + path, { ...init, method: 'POST', body: JSON.stringify(asked) });
  };
}

test('without a gateway an error is safe, and what breaks or lies fails', async () => {
  const trial = { provider, post: withoutGateway(), speed: SPEED, slackMs: SLACK_MS };
  const verdicts = await judgeAll(trial);
  const ids = (wanted: string) =>
    verdicts
      .filter(({ verdict, layout }) => verdict === wanted && layout === 'one')
      .map(({ fault }) => fault.id);
  expect(ids('pass')).toEqual(['s07', 's13']);
  expect(ids('partial')).toEqual([]);
  expect(ids('safe')).toEqual(['s01', 's02', 's03', 's04', 's12', 's16']);
  expect(ids('fail')).toEqual(['s05', 's06', 's08', 's09', 's10', 's11', 's14', 's15']);
  expect(scoreOf(verdicts)).toBe('2 pass, 0 partial, 6 safe, 8 fail');
  expect(tableOf(verdicts)).toMatch(/\| S11 \| .* \| one \| fail \| 1 \| .* \| \[DONE\] \|/);
});
