import type { Evidence } from '../../src/wipe/production-signs.ts';
import type { TokenSubject } from '../../src/wipe/token.ts';
import type { Identity, Manifest, Target, WipeRequest } from '../../src/wipe/types.ts';

/** A database that nothing speaks for or against. */
export function anIdentity(fields: Partial<Identity> = {}): Identity {
  return {
    host: 'db.local',
    port: 5432,
    database: 'litellm',
    databaseOid: 16_384,
    schema: 'public',
    serverAddress: '10.0.0.7',
    role: 'llm',
    version: '15.18',
    major: 15,
    systemIdentifier: '7711',
    standby: false,
    bytes: 10_000_000,
    marker: null,
    ...fields,
  };
}

/** A table with rows. */
export function aTarget(name: string, rows: number, fields: Partial<Target> = {}): Target {
  return { oid: 100, name, rows, estimated: false, bytes: 8_192, partitions: [], ...fields };
}

/** What a wipe would meet. */
export function aManifest(fields: Partial<Manifest> = {}): Manifest {
  const targets = fields.targets ?? [aTarget('LiteLLM_SpendLogs', 50)];
  return {
    schema: 'public',
    targets,
    views: [],
    kept: [],
    otherSchemas: [],
    hindrances: [],
    triggers: [],
    childrenFirst: targets.map(({ name }) => name),
    ...fields,
  };
}

/** Everything in scope `data`. */
export function aRequest(fields: Partial<WipeRequest> = {}): WipeRequest {
  return { scope: 'data', tables: [], method: 'truncate', withMigrations: false, ...fields };
}

/** What a token stands for. */
export function aSubject(fields: Partial<TokenSubject> = {}): TokenSubject {
  return { identity: anIdentity(), request: aRequest(), manifest: aManifest(), ...fields };
}

/** Nothing that looks like production. */
export function someEvidence(fields: Partial<Evidence> = {}): Evidence {
  return {
    identity: anIdentity(),
    manifest: aManifest(),
    surroundings: { slots: 0, standbys: 0, publications: [] },
    sessions: [],
    recentSpend: false,
    written: false,
    ...fields,
  };
}
