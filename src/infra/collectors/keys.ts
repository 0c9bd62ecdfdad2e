import { readCatalog } from '../../db/catalog.ts';
import type { Database } from '../../db/database.ts';
import { readKeyFacts, type KeyFacts } from '../../db/queries/infra-read-keys.ts';
import type { Collector, Findings } from '../collector.ts';
import { unavailable } from './findings.ts';

/** More are kept by nobody who reads facts one by one. */
const MOST_KEYS = 5_000;

/** The gateway's virtual keys; null: there is no database. */
export function keysCollector(database: Database | null): Collector {
  return {
    name: 'keys',
    summary: 'virtual keys: alias, team, limits, state and spend; never the key or its hash',
    collect: async (world) =>
      database === null ? unavailable('no database is configured') : collect(database, world.now()),
  };
}

async function collect(database: Database, nowMs: number): Promise<Findings> {
  const catalog = await readCatalog(database);
  if (!catalog.has('LiteLLM_VerificationToken')) {
    return unavailable('there are no virtual keys in this database');
  }
  const keys = await readKeyFacts(database, catalog, MOST_KEYS + 1);
  const shown = keys.slice(0, MOST_KEYS);
  const isCut = keys.length > MOST_KEYS;
  const found = shown.map((key) => ({ key, entity: describe(key, nowMs) }));
  return {
    status: isCut ? 'partial' : 'ok',
    entities: found.map(({ entity }) => entity),
    relations: [],
    samples: found.map(({ key, entity }) => ({ of: entity, name: 'spend', value: key.spend })),
    warnings: isCut ? [`there are more than ${MOST_KEYS} keys: the others are left out`] : [],
  };
}

function describe(key: KeyFacts, nowMs: number) {
  const { hashPrefix, alias, teamId, userId, models, maxBudget, tpmLimit, rpmLimit } = key;
  return {
    ...{ kind: 'key', key: hashPrefix, name: alias ?? hashPrefix },
    body: {
      ...{ alias, team: teamId, user: userId, models },
      ...{ max_budget: maxBudget, tpm_limit: tpmLimit, rpm_limit: rpmLimit },
      state: stateOf(key, nowMs),
      expires: key.expiresAtMs === null ? null : new Date(key.expiresAtMs).toISOString(),
    },
  };
}

function stateOf({ blocked, expiresAtMs }: KeyFacts, nowMs: number): string {
  if (blocked) return 'blocked';
  return expiresAtMs !== null && expiresAtMs <= nowMs ? 'expired' : 'active';
}
