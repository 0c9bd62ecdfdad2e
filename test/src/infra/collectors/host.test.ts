import { expect, test } from '@jest/globals';
import { hostCollector } from '../../../../src/infra/collectors/host.ts';
import { playWorld } from '../../../support/infra-world.ts';
import { RECORDED_HOST } from '../../../support/recorded-host.ts';

test('says what the machine is; what changes by itself is a sample', async () => {
  const { status, entities, relations, samples } = await hostCollector.collect(
    playWorld(RECORDED_HOST),
  );
  expect(status).toBe('ok');
  expect(entities).toEqual([
    {
      kind: 'host',
      key: expect.stringMatching(/^[0-9a-f]{16}$/),
      name: 'gw-1',
      body: {
        ...{ hostname: 'gw-1', os: 'Debian GNU/Linux 12 (bookworm)', kernel: '6.1.0-26-amd64' },
        ...{ cpu: 'AMD EPYC', cpus: 2, memory_bytes: 4_194_304 },
      },
    },
    expect.objectContaining({
      kind: 'disk',
      key: '/',
      body: expect.objectContaining({ bytes: 1_024_000 }),
    }),
    expect.objectContaining({ kind: 'disk', key: '/var/lib/my data' }),
  ]);
  expect(relations).toHaveLength(2);
  expect(Object.fromEntries(samples.map(({ name, value }) => [name, value]))).toEqual({
    ...{ memory_used_bytes: 3_145_728, load_1m: 0.25, uptime_seconds: 10_000, used_bytes: 512_000 },
  });
});

test('the machine id itself stays on the machine', async () => {
  const found = await hostCollector.collect(playWorld(RECORDED_HOST));
  expect(JSON.stringify(found)).not.toContain('3d1219c7');
});

test('without /proc there is nothing to look at', async () => {
  expect((await hostCollector.collect(playWorld({}))).status).toBe('unavailable');
});
