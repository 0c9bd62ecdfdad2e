import type { Collector, Findings } from '../collector.ts';
import { unavailable } from './findings.ts';

/** A Redis that can be asked. */
export interface RedisSource {
  /** Safe to show. */
  readonly where: string;
  /** What `INFO` says; rejects when it cannot be reached. */
  info(): Promise<string>;
}

/** The gateway's Redis; null: there is none. */
export function redisCollector(source: RedisSource | null): Collector {
  return {
    name: 'redis',
    summary: "the gateway's Redis or Valkey: version, role, persistence, memory",
    collect: async () =>
      source === null ? unavailable('no Redis is configured') : collectRedis(source),
  };
}

const FACTS = [
  ...['redis_version', 'valkey_version', 'server_name', 'redis_mode', 'role', 'tcp_port', 'os'],
  ...['maxmemory', 'maxmemory_policy', 'aof_enabled', 'connected_slaves', 'cluster_enabled'],
];
const SAMPLES = [
  'used_memory',
  'connected_clients',
  'uptime_in_seconds',
  'instantaneous_ops_per_sec',
];

async function collectRedis({ where, info }: RedisSource): Promise<Findings> {
  const said = new Map(
    (await info()).split('\n').flatMap((line): [string, string][] => {
      const [, name, value] = /^(\w+):(.*?)\r?$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
  const known = FACTS.flatMap((name): [string, string][] => {
    const value = said.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  if (known.length === 0) throw new Error('what answers is no Redis');
  const keys = [...said].reduce(
    (sum, [name, value]) =>
      sum + (/^db\d+$/.test(name) ? Number(/keys=(\d+)/.exec(value)?.[1] ?? 0) : 0),
    0,
  );
  const entity = {
    kind: 'redis',
    key: where,
    name: where,
    body: { where, ...Object.fromEntries(known) },
  };
  return {
    ...{ status: 'ok', entities: [entity], relations: [], warnings: [] },
    samples: [
      { of: entity, name: 'keys', value: keys },
      ...SAMPLES.map((name) => ({ of: entity, name, value: Number(said.get(name) ?? Number.NaN) })),
    ],
  };
}
