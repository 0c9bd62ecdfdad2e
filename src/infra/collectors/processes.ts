import type { Collector, Findings, World } from '../collector.ts';
import { compareUnits } from '../canonical.ts';
import type { Entity, Sample } from '../fact.ts';
import { listPids, readProcess, toEntity, type ProcProcess } from '../proc/processes.ts';

/** What runs: programs with their arguments. */
export const processesCollector: Collector = {
  name: 'processes',
  summary: 'programs that run, with their arguments (of /proc)',
  collect: collectProcesses,
};

/** Who is younger is a command somebody runs just now, this program among them: not a fact yet. */
const MIN_AGE_S = 60;
const KERNEL_PID = 2;
const AT_A_TIME = 32;

async function collectProcesses(world: World): Promise<Findings> {
  const pids = await listPids(world);
  const uptime = Number((await world.readFile('/proc/uptime'))?.split(' ')[0] ?? Number.NaN);
  if (pids.length === 0 || Number.isNaN(uptime)) {
    return { status: 'unavailable', entities: [], relations: [], samples: [], warnings: [] };
  }
  const processes = await readAll(world, pids);
  const settled = processes.filter(
    (process) => !isKernel(process) && uptime - process.startedAt >= MIN_AGE_S,
  );
  return { status: 'ok', relations: [], warnings: [], ...group(settled, uptime) };
}

async function readAll(world: World, pids: readonly number[]): Promise<readonly ProcProcess[]> {
  const found: ProcProcess[] = [];
  const queue = pids.values();
  const work = async (): Promise<void> => {
    for (const pid of queue) {
      const process = await readProcess(world, pid);
      if (process !== null) found.push(process);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return found;
}

function isKernel({ pid, parent }: ProcProcess): boolean {
  return pid === KERNEL_PID || parent === KERNEL_PID;
}

interface Group {
  readonly entity: Entity;
  count: number;
  residentBytes: number;
  ageSeconds: number;
}

/** Workers of one server are one thing; how many there are is a sample. */
function group(
  processes: readonly ProcProcess[],
  uptime: number,
): Pick<Findings, 'entities' | 'samples'> {
  const groups = new Map<string, Group>();
  for (const process of processes) {
    const entity = toEntity(process);
    const known = groups.get(entity.key) ?? { entity, count: 0, residentBytes: 0, ageSeconds: 0 };
    known.count += 1;
    known.residentBytes += process.residentBytes;
    known.ageSeconds = Math.max(known.ageSeconds, uptime - process.startedAt);
    groups.set(entity.key, known);
  }
  const sorted = [...groups.values()].sort((a, b) => compareUnits(a.entity.key, b.entity.key));
  return { entities: sorted.map(({ entity }) => entity), samples: sorted.flatMap(samplesOf) };
}

function samplesOf({ entity, count, residentBytes, ageSeconds }: Group): Sample[] {
  return [
    { of: entity, name: 'processes', value: count },
    { of: entity, name: 'resident_bytes', value: residentBytes },
    { of: entity, name: 'age_seconds', value: ageSeconds },
  ];
}
