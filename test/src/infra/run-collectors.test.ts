import { expect, test } from '@jest/globals';
import type { Findings } from '../../../src/infra/collector.ts';
import { runCollectors, type RunnerParts } from '../../../src/infra/run-collectors.ts';
import { playWorld, scripted, testRedactor } from '../../support/infra-world.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const empty: Findings = { status: 'ok', entities: [], relations: [], samples: [], warnings: [] };

function parts(clock = new VirtualClock()): RunnerParts & { readonly clock: VirtualClock } {
  return { clock, redactor: testRedactor, timeoutMs: 30_000, concurrency: 4 };
}

test('one that throws has failed, and the others are not touched by it', async () => {
  const results = await runCollectors(
    [
      scripted('good', {}),
      scripted('bad', async () => Promise.reject(new Error('token=abcdef123 is wrong'))),
      scripted('absent', { status: 'unavailable' }),
    ],
    (signal) => playWorld({}, signal),
    parts(),
  );
  expect(results.map(({ collector, status }) => [collector, status])).toEqual([
    ['good', 'ok'],
    ['bad', 'failed'],
    ['absent', 'unavailable'],
  ]);
  expect(results[1]?.error).toBe('token=[redacted:f9] is wrong');
});

test('one that hangs is given up after its time, and its world is told', async () => {
  const clock = new VirtualClock();
  const signals: AbortSignal[] = [];
  const running = runCollectors(
    [scripted('hangs', async () => new Promise(() => {})), scripted('good', {})],
    (signal) => {
      signals.push(signal);
      return playWorld({}, signal);
    },
    parts(clock),
  );
  await new Promise(setImmediate);
  clock.advance(29_999);
  expect(signals[0]?.aborted).toBe(false);
  clock.advance(1);
  const [hung, good] = await running;
  expect(hung).toMatchObject({ status: 'timeout', error: 'it did not end within 30 s' });
  expect(good).toMatchObject({ status: 'ok' });
  expect(signals[0]?.aborted).toBe(true);
});

test('at most four run at a time, and the results keep the order', async () => {
  let [running, most] = [0, 0];
  const collectors = Array.from({ length: 12 }, (_, at) =>
    scripted(`c${at}`, async () => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < 12 - at; turn += 1) await Promise.resolve();
      running -= 1;
      return empty;
    }),
  );
  const results = await runCollectors(collectors, (signal) => playWorld({}, signal), parts());
  expect(most).toBe(4);
  expect(results.map(({ collector }) => collector)).toEqual(collectors.map(({ name }) => name));
});

test('secrets are out of everything, doubles are dropped, numbers are numbers', async () => {
  const entity = { kind: 'port', key: 'token=abcdef123', name: 'a', body: { password: 'x' } };
  const [result] = await runCollectors(
    [
      scripted('one', {
        entities: [entity, { ...entity, name: 'b' }],
        relations: [{ from: entity, rel: 'is', to: entity }],
        samples: [
          { of: entity, name: 'n', value: 1 },
          { of: entity, name: 'm', value: Number.NaN },
        ],
        warnings: ['token=abcdef123'],
      }),
    ],
    (signal) => playWorld({}, signal),
    parts(),
  );
  expect(JSON.stringify(result)).not.toContain('abcdef123');
  expect(result?.entities).toEqual([
    { kind: 'port', key: 'token=[redacted:f9]', name: 'a', body: { password: '[redacted:f1]' } },
  ]);
  expect(result?.samples).toHaveLength(1);
});

test('one that finds more than can be has failed', async () => {
  const entities = Array.from({ length: 50_001 }, (_, at) => ({
    ...{ kind: 'x', key: String(at), name: '' },
    body: {},
  }));
  const [result] = await runCollectors(
    [scripted('much', { entities })],
    (signal) => playWorld({}, signal),
    parts(),
  );
  expect(result).toMatchObject({ status: 'failed', entities: [] });
});
