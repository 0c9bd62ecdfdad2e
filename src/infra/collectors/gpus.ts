import type { Collector, Findings, World } from '../collector.ts';
import type { Entity, Sample } from '../fact.ts';
import { numberOf, unavailable } from './findings.ts';

/** NVIDIA's cards, and how busy they are. */
export const gpusCollector: Collector = {
  name: 'gpus',
  summary: 'graphics cards and how busy they are (nvidia-smi)',
  collect: collectGpus,
};

const FIELDS = [
  ...['uuid', 'index', 'name', 'driver_version', 'memory.total', 'pci.bus_id'],
  ...['utilization.gpu', 'memory.used', 'temperature.gpu', 'power.draw'],
];
const MEBIBYTE = 1_048_576;

async function collectGpus(world: World): Promise<Findings> {
  const args = [`--query-gpu=${FIELDS.join(',')}`, '--format=csv,noheader,nounits'];
  const result = await world.run('nvidia-smi', args);
  if (result === null) return unavailable('there is no nvidia-smi');
  const said = `${result.stdout}${result.stderr}`;
  if (/No devices were found|couldn't communicate with the NVIDIA driver/i.test(said)) {
    return unavailable('there is no card, or no driver');
  }
  if (result.code !== 0) throw new Error(`nvidia-smi ended with ${result.code}: ${result.stderr}`);
  const cards = result.stdout.split('\n').filter((line) => line.trim() !== '');
  const found = cards.map(toCard);
  return {
    status: 'ok',
    entities: found.map(({ entity }) => entity),
    relations: [],
    samples: found.flatMap(({ samples }) => samples),
    warnings: [],
  };
}

function toCard(line: string): { readonly entity: Entity; readonly samples: readonly Sample[] } {
  const cells = line.split(',').map((cell) => cell.trim());
  const [uuid = '', index = '', name = '', driver = '', memory = '', bus = '', ...busy] = cells;
  if (cells.length !== FIELDS.length)
    throw new Error('what nvidia-smi printed is no table of cards');
  const entity = {
    ...{ kind: 'gpu', key: uuid, name },
    body: {
      ...{ index: numberOf(index) || 0, model: name, driver, pci: bus },
      vram_bytes: (numberOf(memory) || 0) * MEBIBYTE,
      vram_mb: numberOf(memory) || 0,
    },
  };
  const [utilisation, used, temperature, power] = busy.map(numberOf);
  const samples = [
    ['utilization_percent', utilisation],
    ['vram_used_bytes', used === undefined ? used : used * MEBIBYTE],
    ['temperature_celsius', temperature],
    ['power_watts', power],
  ] as const;
  return {
    entity,
    // A card that cannot measure something says [N/A].
    samples: samples.flatMap(([sample, value]) =>
      value === undefined || Number.isNaN(value) ? [] : [{ of: entity, name: sample, value }],
    ),
  };
}
