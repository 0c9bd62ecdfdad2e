import { hashText } from '../canonical.ts';
import type { Collector, Findings, World } from '../collector.ts';
import type { Entity, Json, Sample } from '../fact.ts';

/** The machine: system, kernel, processors, memory, disks. */
export const hostCollector: Collector = {
  name: 'host',
  summary: 'the machine: system, kernel, processors, memory, disks',
  collect: collectHost,
};

async function collectHost(world: World): Promise<Findings> {
  const hostname = await readLine(world, '/proc/sys/kernel/hostname');
  if (hostname === '') return NOT_HERE;
  const memory = parsePairs((await world.readFile('/proc/meminfo')) ?? '');
  const disks = parseDisks((await world.run('df', ['-kP']))?.stdout ?? '');
  const memoryBytes = kibibytes(memory, 'MemTotal');
  const host: Entity = {
    ...{ kind: 'host', key: await readIdentity(world, hostname), name: hostname },
    body: { hostname, ...(await describe(world)), memory_bytes: memoryBytes },
  };
  const samples = {
    memory_used_bytes: memoryBytes - kibibytes(memory, 'MemAvailable'),
    load_1m: Number.parseFloat(await readLine(world, '/proc/loadavg')),
    uptime_seconds: Number.parseFloat(await readLine(world, '/proc/uptime')),
  };
  return {
    status: 'ok',
    entities: [host, ...disks.map(({ entity }) => entity)],
    relations: disks.map(({ entity }) => ({ from: host, rel: 'has', to: entity })),
    samples: [
      ...Object.entries(samples).map(([name, value]) => ({ of: host, name, value })),
      ...disks.map(({ sample }) => sample),
    ],
    warnings: [],
  };
}

/** A digest: the id itself is meant to stay on the machine. */
async function readIdentity(world: World, hostname: string): Promise<string> {
  const machineId = await readLine(world, '/etc/machine-id');
  return machineId === '' ? hostname : hashText(machineId).slice(0, 16);
}

async function readLine(world: World, path: string): Promise<string> {
  return ((await world.readFile(path)) ?? '').trim();
}

const NOT_HERE: Findings = {
  status: 'unavailable',
  ...{ entities: [], relations: [], samples: [], warnings: ['there is no /proc'] },
};

async function describe(world: World): Promise<Record<string, Json>> {
  const release = parseRelease((await world.readFile('/etc/os-release')) ?? '');
  const cpus = ((await world.readFile('/proc/cpuinfo')) ?? '').split('\n');
  const model = cpus.find((line) => line.startsWith('model name'));
  return {
    os: release.get('PRETTY_NAME') ?? 'Linux',
    kernel: await readLine(world, '/proc/sys/kernel/osrelease'),
    cpu: model?.split(':')[1]?.trim() ?? '',
    cpus: cpus.filter((line) => line.startsWith('processor')).length,
  };
}

interface Disk {
  readonly entity: Entity;
  readonly sample: Sample;
}

/** File systems on devices; what the kernel keeps in memory comes and goes. */
function parseDisks(table: string): readonly Disk[] {
  return table.split('\n').flatMap((line) => {
    const [device = '', blocks, used, , , ...mount] = line.trim().split(/\s+/);
    if (!device.startsWith('/dev/') || mount.length === 0) return [];
    const path = mount.join(' ');
    const entity = {
      ...{ kind: 'disk', key: path, name: path },
      body: { device, mount: path, bytes: Number(blocks) * 1_024 },
    };
    return [{ entity, sample: { of: entity, name: 'used_bytes', value: Number(used) * 1_024 } }];
  });
}

function parseRelease(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(/^(\w+)="?([^"\n]*)"?$/gm)];
  return new Map(pairs.map(([, name = '', value = '']) => [name, value]));
}

function parsePairs(text: string): ReadonlyMap<string, number> {
  const pairs = [...text.matchAll(/^(\w+):\s+(\d+) kB$/gm)];
  return new Map(pairs.map(([, name = '', value]) => [name, Number(value)]));
}

function kibibytes(pairs: ReadonlyMap<string, number>, name: string): number {
  return (pairs.get(name) ?? 0) * 1_024;
}
