import type { Collector, Findings, World } from '../collector.ts';
import type { Entity, Relation, Sample } from '../fact.ts';
import { listPids, readProcess, toEntity, type ProcProcess } from '../proc/processes.ts';
import { parseListeners, type Listener } from '../proc/sockets.ts';

/** Who listens where. */
export const socketsCollector: Collector = {
  name: 'sockets',
  summary: 'TCP ports that are listened on, and by which process',
  collect: collectSockets,
};

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
const MOST_BYTES = 32 * 1_048_576;

async function collectSockets(world: World): Promise<Findings> {
  const tables = await Promise.all(TABLES.map(async (path) => world.readFile(path, MOST_BYTES)));
  if (tables.every((table) => table === null)) {
    return { status: 'unavailable', entities: [], relations: [], samples: [], warnings: [] };
  }
  const listeners = tables.flatMap((table) => parseListeners(table ?? ''));
  const owners = await findOwners(world, new Set(listeners.map(({ inode }) => inode)));
  const uptime = Number((await world.readFile('/proc/uptime'))?.split(' ')[0] ?? Number.NaN);
  const ports = listeners.map((listener) => toPort(listener, owners.get(listener.inode), uptime));
  const unknown = ports.filter(({ owner }) => owner === null).length;
  return {
    status: 'ok',
    entities: ports.map(({ entity }) => entity),
    relations: ports.flatMap(({ relation }) => relation),
    samples: ports.flatMap(({ samples }) => samples),
    warnings:
      unknown === 0
        ? []
        : [`${unknown} ports are of processes this user may not see: run it as root to name them`],
  };
}

/** Walks the open files of processes until every socket has its owner. */
async function findOwners(
  world: World,
  inodes: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ProcProcess>> {
  const owners = new Map<string, ProcProcess>();
  const missing = new Set(inodes);
  for (const pid of await listPids(world)) {
    if (missing.size === 0 || world.signal.aborted) break;
    const held = await heldSockets(world, pid, missing);
    const process = held.length === 0 ? null : await readProcess(world, pid);
    if (process === null) continue;
    for (const inode of held) {
      owners.set(inode, process);
      missing.delete(inode);
    }
  }
  return owners;
}

async function heldSockets(
  world: World,
  pid: number,
  wanted: ReadonlySet<string>,
): Promise<readonly string[]> {
  const folder = `/proc/${pid}/fd`;
  // The files of other users' processes are not ours to see.
  const names = (await world.readFolder(folder).catch(() => null)) ?? [];
  const links = await Promise.all(names.map(async (name) => world.readLink(`${folder}/${name}`)));
  return links.flatMap((link) => {
    const inode = /^socket:\[(\d+)\]$/.exec(link ?? '')?.[1];
    return inode !== undefined && wanted.has(inode) ? [inode] : [];
  });
}

interface Port {
  readonly entity: Entity;
  readonly owner: ProcProcess | null;
  readonly relation: readonly Relation[];
  readonly samples: readonly Sample[];
}

function toPort({ address, port }: Listener, owner: ProcProcess | undefined, uptime: number): Port {
  const key = `tcp/${address}/${port}`;
  const place = { protocol: 'tcp', address, port };
  if (owner === undefined) {
    const entity = { kind: 'port', key, name: String(port), body: { ...place, process: null } };
    return { entity, owner: null, relation: [], samples: [] };
  }
  const process = toEntity(owner);
  const { program, command = [], group = null } = process.body;
  const body = { ...place, process: program ?? null, command, group };
  const entity = { kind: 'port', key, name: String(port), body };
  return {
    entity,
    owner,
    relation: [{ from: process, rel: 'listens', to: entity }],
    samples: [{ of: entity, name: 'process_age_seconds', value: uptime - owner.startedAt }],
  };
}
