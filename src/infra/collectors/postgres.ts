import type { Database } from '../../db/database.ts';
import { readPostgresFacts, readTableFacts } from '../../db/queries/infra-read-postgres.ts';
import type { Collector, Findings } from '../collector.ts';
import { unavailable } from './findings.ts';

/** The gateway's database; null: there is none. */
export function postgresCollector(database: Database | null): Collector {
  return {
    name: 'postgres',
    summary: "the gateway's PostgreSQL: version, extensions, settings, tables",
    collect: async () =>
      database === null ? unavailable('no database is configured') : collectPostgres(database),
  };
}

async function collectPostgres(database: Database): Promise<Findings> {
  const facts = await readPostgresFacts(database);
  if (facts === null) throw new Error('PostgreSQL says nothing of itself');
  const tables = await readTableFacts(database);
  const server = { kind: 'postgres', key: database.where, name: facts.database };
  const found = tables.map(({ schema, name, rows, bytes }) => ({
    entity: { kind: 'table', key: `${database.where}/${schema}.${name}`, name, body: { schema } },
    ...{ rows, bytes },
  }));
  const { version, standby, extensions, settings } = facts;
  return {
    status: 'ok',
    entities: [
      { ...server, body: { where: database.where, version, standby, extensions, settings } },
      ...found.map(({ entity }) => entity),
    ],
    relations: found.map(({ entity }) => ({ from: server, rel: 'holds', to: entity })),
    samples: [
      { of: server, name: 'bytes', value: facts.bytes },
      { of: server, name: 'connections', value: facts.connections },
      ...found.flatMap(({ entity, rows, bytes }) => [
        { of: entity, name: 'rows_estimated', value: rows },
        { of: entity, name: 'bytes', value: bytes },
      ]),
    ],
    warnings: [],
  };
}
