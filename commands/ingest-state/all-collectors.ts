import { dirname, resolve } from 'node:path';
import type { Database } from '../../src/db/database.ts';
import type { Collector } from '../../src/infra/collector.ts';
import { dockerCollector } from '../../src/infra/collectors/docker.ts';
import { filesCollector } from '../../src/infra/collectors/files.ts';
import { gatewayCollector } from '../../src/infra/collectors/gateway.ts';
import { gitCollector } from '../../src/infra/collectors/git.ts';
import { gpusCollector } from '../../src/infra/collectors/gpus.ts';
import { hostCollector } from '../../src/infra/collectors/host.ts';
import { keysCollector } from '../../src/infra/collectors/keys.ts';
import { kubernetesCollector } from '../../src/infra/collectors/kubernetes.ts';
import { mcpCollector } from '../../src/infra/collectors/mcp.ts';
import { postgresCollector } from '../../src/infra/collectors/postgres.ts';
import { processesCollector } from '../../src/infra/collectors/processes.ts';
import { redisCollector, type RedisSource } from '../../src/infra/collectors/redis.ts';
import { socketsCollector } from '../../src/infra/collectors/sockets.ts';
import { systemdCollector } from '../../src/infra/collectors/systemd.ts';
import type { CommandContext } from '../context.ts';
import { gatewayKey } from '../gateway-key.ts';
import { readFoundConfig, type FoundGatewayConfig } from '../read-found-config.ts';
import type { IngestOptions } from './ingest-options.ts';
import { mcpFacts } from './mcp-facts.ts';

/** What collectors look at besides the machine. */
export interface CollectorParts {
  readonly options: Pick<IngestOptions, 'files' | 'repos' | 'gateway'>;
  readonly context: CommandContext;
  /** Null: there is none. */
  readonly database: Database | null;
  /** Takes secrets out of a whole file, before it is cut into pieces. */
  readonly redactText: (text: string) => string;
}

const REDIS_TIMEOUT_MS = 5_000;

/** Names and summaries, in the order in which they run. Opens nothing. */
export function describeCollectors(): readonly Pick<Collector, 'name' | 'summary'>[] {
  return build({
    ...{ found: null, database: null, redis: null, mcp: null, files: [], repos: [] },
    gateway: { config: null, url: null, key: null },
    redactText: (text) => text,
  });
}

/** Every collector, with what it looks at. */
export function allCollectors(parts: CollectorParts): readonly Collector[] {
  const { options, context, database, redactText } = parts;
  const found = readFoundConfig(context);
  const { cwd } = context.io;
  const inCwd = (path: string): string => resolve(cwd, path);
  return build({
    ...{ found, database, redactText },
    redis: redisOf(context, found),
    mcp: mcpFacts(found, database),
    files: [...(found?.config.files ?? []), ...options.files.map(inCwd)],
    repos: [found === null ? cwd : dirname(found.file), ...options.repos.map(inCwd)],
    gateway: {
      config: found?.config ?? null,
      url: options.gateway,
      key: options.gateway === null ? null : gatewayKey(context),
    },
  });
}

interface Sources {
  readonly found: FoundGatewayConfig | null;
  readonly database: Database | null;
  readonly redis: RedisSource | null;
  readonly files: readonly string[];
  readonly repos: readonly string[];
  readonly gateway: Parameters<typeof gatewayCollector>[0];
  readonly mcp: Parameters<typeof mcpCollector>[0];
  readonly redactText: (text: string) => string;
}

function build(sources: Sources): readonly Collector[] {
  return [
    hostCollector,
    processesCollector,
    socketsCollector,
    systemdCollector,
    dockerCollector,
    kubernetesCollector,
    gpusCollector,
    gatewayCollector(sources.gateway),
    mcpCollector(sources.mcp),
    keysCollector(sources.database),
    postgresCollector(sources.database),
    redisCollector(sources.redis),
    gitCollector(sources.repos),
    filesCollector([...new Set(sources.files)], sources.redactText),
  ];
}

function redisOf(context: CommandContext, found: FoundGatewayConfig | null): RedisSource | null {
  const config = found?.config.general.redis ?? null;
  if (config === null) return null;
  const handle = context.redis(config);
  return { where: handle.where, info: async () => handle.info(REDIS_TIMEOUT_MS) };
}
