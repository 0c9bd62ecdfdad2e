import { TOKEN_LIFE_MS } from '../../src/wipe/token.ts';
import { totalOf } from '../../src/wipe/production-signs.ts';
import type { Identity } from '../../src/wipe/types.ts';
import type { Inspection } from './inspect.ts';

/** What is known of the backup before it is made. */
export interface BackupOutlook {
  readonly format: 'pg_dump' | 'rows';
  /** Where the command runs. */
  readonly freeBytes: number;
}

/** The plan as programs read it. */
export function planDocument(
  { survey, verdicts }: Inspection,
  backup: BackupOutlook | null,
): Readonly<Record<string, unknown>> {
  const { subject, evidence, signs, token } = survey;
  const { manifest, request, identity } = subject;
  return {
    schema: 'llmgw.nuke/v1',
    result: 'planned',
    changed: false,
    target: targetDocument(identity),
    ...request,
    rows: totalOf(manifest, 'rows'),
    bytes: totalOf(manifest, 'bytes'),
    tables: manifest.targets.map(({ name, rows, estimated, bytes, partitions }) => ({
      ...{ table: name, before: rows, estimated, bytes },
      partitions: partitions.length,
    })),
    views: manifest.views,
    kept: {
      tables: manifest.kept.map(({ name, origin }) => ({ table: name, origin })),
      schemas: manifest.otherSchemas,
    },
    hindrances: manifest.hindrances,
    triggers: manifest.triggers,
    signs,
    publications: evidence.surroundings.publications,
    sessions: evidence.sessions.map(({ pid, application, state }) => ({ pid, application, state })),
    guards: verdicts.map(({ guard, verdict, by, message, hint }) => ({
      ...{ guard, verdict, by },
      ...(message === '' ? {} : { message }),
      ...(hint === '' ? {} : { hint }),
    })),
    backup,
    confirm_token: token,
    confirm_valid_s: TOKEN_LIFE_MS / 1_000,
  };
}

/** Which database it is; there is no password in it. */
export function targetDocument(identity: Identity): Readonly<Record<string, unknown>> {
  return {
    ...{ host: identity.host, port: identity.port, database: identity.database },
    schema: identity.schema,
    server_address: identity.serverAddress,
    system_identifier: identity.systemIdentifier,
    role: identity.role,
    server_version: identity.version,
    standby: identity.standby,
    bytes: identity.bytes,
    environment: identity.marker,
  };
}
