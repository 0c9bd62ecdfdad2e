import type { Migration } from './migration.ts';

/** What is known of the database as a whole, and what was done to it. */
export const META_AND_AUDIT: Migration = {
  version: 1,
  name: 'meta-and-audit',
  readableSince: 1,
  statements: [
    `CREATE TABLE llmgw.meta (
       key text PRIMARY KEY,
       value text NOT NULL,
       updated_at timestamptz NOT NULL DEFAULT now()
     )`,
    `CREATE TABLE llmgw.audit (
       id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       at timestamptz NOT NULL DEFAULT now(),
       run_id text NOT NULL,
       command text NOT NULL,
       actor jsonb NOT NULL DEFAULT '{}',
       detail jsonb NOT NULL DEFAULT '{}'
     )`,
    'CREATE INDEX audit_run_id_idx ON llmgw.audit (run_id)',
  ],
};
