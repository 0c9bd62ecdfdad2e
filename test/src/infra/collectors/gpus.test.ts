import { expect, test } from '@jest/globals';
import type { ProgramResult } from '../../../../src/infra/collector.ts';
import { gpusCollector } from '../../../../src/infra/collectors/gpus.ts';
import { playWorld } from '../../../support/infra-world.ts';

const LINE =
  'nvidia-smi --query-gpu=uuid,index,name,driver_version,memory.total,pci.bus_id,utilization.gpu,memory.used,temperature.gpu,power.draw --format=csv,noheader,nounits';

async function collect(said: string | ProgramResult): ReturnType<typeof gpusCollector.collect> {
  return gpusCollector.collect(playWorld({ programs: { [LINE]: said } }));
}

test('cards, and how busy they are', async () => {
  const { entities, samples } = await collect(
    'GPU-1, 0, NVIDIA H100, 550.54, 81559, 00000000:01:00.0, 87, 40000, 61, [N/A]\n',
  );
  expect(entities).toMatchObject([
    { kind: 'gpu', key: 'GPU-1', name: 'NVIDIA H100', body: { vram_mb: 81_559, driver: '550.54' } },
  ]);
  expect(samples.map(({ name, value }) => [name, value])).toEqual([
    ['utilization_percent', 87],
    ['vram_used_bytes', 41_943_040_000],
    ['temperature_celsius', 61],
  ]);
});

test('no program, no card, no driver: nothing to look at', async () => {
  expect((await gpusCollector.collect(playWorld({}))).status).toBe('unavailable');
  const stderr = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.";
  expect((await collect({ code: 9, stdout: stderr, stderr: '' })).status).toBe('unavailable');
});

test('garbage and errors are failures', async () => {
  await expect(collect('half a li')).rejects.toThrow('no table of cards');
  await expect(collect({ code: 2, stdout: '', stderr: 'bad' })).rejects.toThrow('ended with 2');
});
