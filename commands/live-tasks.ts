import { existsSync } from 'node:fs';
import type { GatewayConfig } from '../src/config/types.ts';
import { LlmgwError } from '../src/core/errors.ts';
import { ServiceFault } from '../src/core/service-fault.ts';
import type { Secret } from '../src/core/secret.ts';
import type { Database } from '../src/db/database.ts';
import { readServerFacts, type ServerFacts } from '../src/db/queries/read-server-facts.ts';
import { QueryFault } from '../src/db/query-fault.ts';
import { probeAddress, type AddressProbe, type ProbeTarget } from '../src/http/probe-address.ts';
import type { CommandContext } from './context.ts';
import type { LiveOutcome, LiveTask } from './live-checks.ts';

/** Everything a configuration has to reach: Redis, PostgreSQL, each address of a provider once. */
export function liveTasks(context: CommandContext, config: GatewayConfig): readonly LiveTask[] {
  return [
    ...redisTasks(context, config),
    ...databaseTasks(context, config),
    ...providerTasks(context, config),
  ];
}

function redisTasks(context: CommandContext, config: GatewayConfig): readonly LiveTask[] {
  const { redis } = config.general;
  if (redis === null) return [];
  const handle = context.redis(redis);
  const ask = async (timeoutMs: number): Promise<LiveOutcome> => {
    try {
      await handle.ping(timeoutMs);
      return { status: 'ok', detail: 'PONG' };
    } catch (thrown) {
      return faultOutcome(thrown);
    }
  };
  return [{ check: 'redis', target: handle.where, ask }];
}

function databaseTasks(context: CommandContext, config: GatewayConfig): readonly LiveTask[] {
  const url = config.general.databaseUrl;
  return url === null ? [] : [databaseTask(context, url)];
}

/** A PostgreSQL: connected to, and asked what it is and what its user may do. */
export function databaseTask(context: CommandContext, url: Secret): LiveTask {
  let database: Database;
  try {
    database = context.database(url, { maxConnections: 1 });
  } catch (thrown) {
    return { check: 'postgres', target: 'DATABASE_URL', ask: async () => faultOutcome(thrown) };
  }
  const ask = async (timeoutMs: number): Promise<LiveOutcome> => {
    try {
      await database.ping(timeoutMs);
      return judge(await readServerFacts(database), context.clock.wallMs());
    } catch (thrown) {
      return faultOutcome(thrown);
    }
  };
  return { check: 'postgres', target: database.where, ask };
}

const LARGEST_SKEW_MS = 5_000;

function judge(facts: ServerFacts, wallMs: number): LiveOutcome {
  const { version, litellmTables, standby } = facts;
  const detail = [
    version,
    litellmTables === 0 ? 'no tables of LiteLLM' : `${litellmTables} tables of LiteLLM`,
    ...(standby ? ['a standby'] : []),
    ...(facts.superuser ? ['as superuser'] : []),
  ].join(', ');
  const hint = complaint(facts, wallMs);
  return { status: 'ok', detail, ...(hint === null ? {} : { hint }) };
}

/** What would go wrong later on. */
function complaint(facts: ServerFacts, wallMs: number): string | null {
  if (facts.standby) return 'nothing can be written on a standby: give the address of the primary';
  if (facts.deniedTables > 0) {
    return `the user may not read and write ${facts.deniedTables} of LiteLLM's tables: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public`;
  }
  if (!facts.hasOwnSchema && !facts.mayCreateSchema) {
    return 'the user may not make the schema `llmgw`: GRANT CREATE ON DATABASE, or CREATE SCHEMA llmgw AUTHORIZATION for it';
  }
  const skew = Math.abs(facts.wallMs - wallMs);
  if (skew <= LARGEST_SKEW_MS) return null;
  return `its clock is ${Math.round(skew / 1_000)} s off this one: keys would expire at the wrong time; see timedatectl`;
}

/** One for each host and port, however many deployments go there. */
function providerTasks(context: CommandContext, config: GatewayConfig): readonly LiveTask[] {
  const targets = new Map<string, ProbeTarget>();
  for (const { apiBase, mockResponse } of config.deployments) {
    if (apiBase === null || mockResponse !== null || !URL.canParse(apiBase)) continue;
    const { protocol, hostname, port } = new URL(apiBase);
    const tls = protocol === 'https:';
    const number = Number(port) || (tls ? 443 : 80);
    const host = hostname.replace(/^\[|\]$/g, '');
    targets.set(`${protocol}//${hostname}:${number}`, { host, port: number, tls });
  }
  return [...targets].map(([target, place]) => ({
    check: 'provider',
    target,
    ask: async (timeoutMs) => {
      const probe = await probeAddress(place, { timeoutMs, clock: context.clock });
      return { status: probe.status, detail: probe.detail, ...hintFor(probe, place) };
    },
  }));
}

function hintFor({ status }: AddressProbe, { host }: ProbeTarget): Pick<LiveOutcome, 'hint'> {
  const isLoopback = /^127\.|^::1$|^localhost$/.test(host);
  if (status === 'refused' && isLoopback && existsSync('/.dockerenv')) {
    return {
      hint: 'in a container this address is the container itself: use the name of the service',
    };
  }
  const hint = HINTS[status];
  return hint === undefined ? {} : { hint };
}

const HINTS: Partial<Record<AddressProbe['status'], string>> = {
  refused: 'nobody listens there: start it, or mend the port of api_base',
  dns: 'the name does not resolve: mend api_base, or ask `getent hosts` on this machine',
  timeout: 'a firewall or a proxy may drop the packets: try curl from this machine',
  tls: 'the certificate is not trusted: name its CA in NODE_EXTRA_CA_CERTS; do not turn verification off',
};

function faultOutcome(thrown: unknown): LiveOutcome {
  if (thrown instanceof ServiceFault) {
    return { status: thrown.kind, detail: thrown.message, hint: thrown.hint };
  }
  if (thrown instanceof QueryFault) {
    return { status: thrown.kind === 'denied' ? 'auth' : 'protocol', detail: thrown.message };
  }
  if (thrown instanceof LlmgwError) {
    const { hint } = thrown;
    return { status: 'protocol', detail: thrown.message, ...(hint === undefined ? {} : { hint }) };
  }
  throw thrown;
}
