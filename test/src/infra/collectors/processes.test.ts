import { expect, test } from '@jest/globals';
import { processesCollector } from '../../../../src/infra/collectors/processes.ts';
import { playWorld } from '../../../support/infra-world.ts';
import { RECORDED_HOST } from '../../../support/recorded-host.ts';

test('programs, without the kernel and without what was just started; workers are one', async () => {
  const { status, entities, samples } = await processesCollector.collect(playWorld(RECORDED_HOST));
  expect(status).toBe('ok');
  const found = entities.map(({ name, body }) => `${name}: ${JSON.stringify(body['command'])}`);
  expect(found.sort()).toEqual([
    'node: ["node","llmgw.js","serve","--api-key","canary-argv"]',
    'node: ["node","w.js"]',
    'postgres: ["postgres"]',
    'systemd: ["/sbin/init"]',
  ]);
  const workers = samples.filter(
    ({ of }) =>
      of.key ===
      entities.find(({ body }) => JSON.stringify(body['command']) === '["node","w.js"]')?.key,
  );
  expect(Object.fromEntries(workers.map(({ name, value }) => [name, value]))).toEqual({
    ...{ processes: 2, resident_bytes: 81_920, age_seconds: 9_899 },
  });
});

test('a second look finds the same, in the same order', async () => {
  const world = playWorld(RECORDED_HOST);
  const [a, b] = [await processesCollector.collect(world), await processesCollector.collect(world)];
  expect(a.entities).toEqual(b.entities);
});

test('without /proc there is nothing to look at', async () => {
  expect((await processesCollector.collect(playWorld({}))).status).toBe('unavailable');
});
