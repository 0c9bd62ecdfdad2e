import type { Migration } from './migration.ts';

/**
 * What runs where, with its history. Bodies are content-addressed; an entity has one open version
 * (`valid_to = 'infinity'`) or none; what changes by itself is a sample and has no history.
 */
export const INFRA: Migration = {
  version: 2,
  name: 'infra',
  readableSince: 1,
  statements: [
    `CREATE TABLE llmgw.infra_runs (
       run_id uuid PRIMARY KEY,
       host text NOT NULL,
       trigger text NOT NULL CHECK (trigger IN ('cron', 'manual', 'serve', 'api')),
       started_at timestamptz NOT NULL,
       finished_at timestamptz NOT NULL,
       status text NOT NULL CHECK (status IN ('ok', 'partial', 'failed')),
       tool_version text NOT NULL,
       root_hash bytea,
       stats jsonb NOT NULL DEFAULT '{}'
     )`,
    'CREATE INDEX infra_runs_host_idx ON llmgw.infra_runs (host, started_at DESC)',
    `CREATE TABLE llmgw.infra_run_collectors (
       run_id uuid NOT NULL REFERENCES llmgw.infra_runs ON DELETE CASCADE,
       collector text NOT NULL,
       status text NOT NULL,
       observed_at timestamptz NOT NULL,
       duration_ms int NOT NULL,
       entities int NOT NULL,
       redactions int NOT NULL,
       error text,
       PRIMARY KEY (run_id, collector)
     )`,
    `CREATE TABLE llmgw.infra_freshness (
       host text NOT NULL,
       collector text NOT NULL,
       last_ok timestamptz,
       last_try timestamptz NOT NULL,
       last_status text NOT NULL,
       last_error text,
       unavailable_runs int NOT NULL DEFAULT 0,
       PRIMARY KEY (host, collector)
     )`,
    `CREATE TABLE llmgw.infra_blobs (
       hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
       body jsonb NOT NULL,
       created_at timestamptz NOT NULL DEFAULT now()
     )`,
    `CREATE TABLE llmgw.infra_entities (
       id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       kind text NOT NULL,
       host text NOT NULL,
       key text NOT NULL,
       name text NOT NULL,
       collector text NOT NULL,
       first_seen timestamptz NOT NULL,
       UNIQUE (kind, host, key)
     )`,
    'CREATE INDEX infra_entities_host_idx ON llmgw.infra_entities (host, collector)',
    'CREATE INDEX infra_entities_name_idx ON llmgw.infra_entities (lower(name))',
    'CREATE INDEX infra_entities_key_idx ON llmgw.infra_entities (lower(key))',
    `CREATE TABLE llmgw.infra_entity_versions (
       entity_id bigint NOT NULL REFERENCES llmgw.infra_entities ON DELETE CASCADE,
       hash bytea NOT NULL REFERENCES llmgw.infra_blobs,
       valid_from timestamptz NOT NULL,
       valid_to timestamptz NOT NULL DEFAULT 'infinity',
       recorded_at timestamptz NOT NULL DEFAULT now(),
       opened_run uuid NOT NULL,
       closed_run uuid,
       PRIMARY KEY (entity_id, valid_from),
       CHECK (valid_from < valid_to)
     )`,
    `CREATE UNIQUE INDEX infra_entity_versions_open_idx ON llmgw.infra_entity_versions (entity_id)
      WHERE valid_to = 'infinity'`,
    'CREATE INDEX infra_entity_versions_from_idx ON llmgw.infra_entity_versions (valid_from)',
    'CREATE INDEX infra_entity_versions_hash_idx ON llmgw.infra_entity_versions (hash)',
    `CREATE INDEX infra_entity_versions_closed_idx ON llmgw.infra_entity_versions (valid_to)
      WHERE valid_to <> 'infinity'`,
    `CREATE TABLE llmgw.infra_relations (
       from_id bigint NOT NULL REFERENCES llmgw.infra_entities ON DELETE CASCADE,
       rel text NOT NULL,
       to_id bigint NOT NULL REFERENCES llmgw.infra_entities ON DELETE CASCADE,
       collector text NOT NULL,
       valid_from timestamptz NOT NULL,
       valid_to timestamptz NOT NULL DEFAULT 'infinity',
       PRIMARY KEY (from_id, rel, to_id, valid_from),
       CHECK (valid_from < valid_to)
     )`,
    `CREATE INDEX infra_relations_to_idx ON llmgw.infra_relations (to_id, rel)
      WHERE valid_to = 'infinity'`,
    // Two vectors in one: PostgreSQL's parser takes `vllm.entrypoints` for a host name, so that `vllm`
    // would find nothing; the `simple` half has every run of letters and digits as a word of its own.
    `CREATE TABLE llmgw.infra_docs (
       entity_id bigint NOT NULL REFERENCES llmgw.infra_entities ON DELETE CASCADE,
       valid_from timestamptz NOT NULL,
       valid_to timestamptz NOT NULL DEFAULT 'infinity',
       title text NOT NULL,
       body text NOT NULL,
       tsv tsvector GENERATED ALWAYS AS (
         setweight(to_tsvector('simple'::regconfig,
           regexp_replace(title, '[^[:alnum:]]+', ' ', 'g')), 'A') ||
         setweight(to_tsvector('english'::regconfig, body), 'B') ||
         setweight(to_tsvector('simple'::regconfig,
           regexp_replace(body, '[^[:alnum:]]+', ' ', 'g')), 'C')) STORED,
       PRIMARY KEY (entity_id, valid_from)
     )`,
    `CREATE INDEX infra_docs_tsv_idx ON llmgw.infra_docs USING gin (tsv)
      WHERE valid_to = 'infinity'`,
    `CREATE TABLE llmgw.infra_samples (
       entity_id bigint NOT NULL REFERENCES llmgw.infra_entities ON DELETE CASCADE,
       name text NOT NULL,
       value double precision NOT NULL,
       observed_at timestamptz NOT NULL,
       PRIMARY KEY (entity_id, name)
     )`,
    // What people ask with SQL: names that need no joins.
    `CREATE VIEW llmgw.infra_facts AS
       SELECT e.id, e.kind, e.host, e.key, e.name, b.body, e.collector, e.first_seen,
              v.valid_from AS since, f.last_ok AS last_seen, f.last_status
         FROM llmgw.infra_entities e
         JOIN llmgw.infra_entity_versions v ON v.entity_id = e.id AND v.valid_to = 'infinity'
         JOIN llmgw.infra_blobs b ON b.hash = v.hash
         LEFT JOIN llmgw.infra_freshness f ON f.host = e.host AND f.collector = e.collector`,
    `CREATE VIEW llmgw.infra_history AS
       SELECT e.id, e.kind, e.host, e.key, e.name, b.body, e.collector, e.first_seen,
              v.valid_from, nullif(v.valid_to, 'infinity') AS valid_to, v.recorded_at
         FROM llmgw.infra_entities e
         JOIN llmgw.infra_entity_versions v ON v.entity_id = e.id
         JOIN llmgw.infra_blobs b ON b.hash = v.hash`,
    `CREATE VIEW llmgw.infra_links AS
       SELECT a.host, a.kind AS from_kind, a.key AS from_key, a.name AS from_name, r.rel,
              z.kind AS to_kind, z.key AS to_key, z.name AS to_name, r.valid_from AS since,
              r.from_id, r.to_id
         FROM llmgw.infra_relations r
         JOIN llmgw.infra_entities a ON a.id = r.from_id
         JOIN llmgw.infra_entities z ON z.id = r.to_id
        WHERE r.valid_to = 'infinity'`,
  ],
};
