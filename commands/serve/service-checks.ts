import type { GatewayConfig } from '../../src/config/types.ts';
import type { Database } from '../../src/db/database.ts';
import type { ServiceCheck } from '../../src/routes/health.ts';
import type { SecretPlace } from '../../src/stored-models/secret-box.ts';
import type { CommandContext } from '../context.ts';

const PING_TIMEOUT_MS = 2_000;

/** The database, and what was last read of it. */
export interface CheckedBackend {
  readonly database: Database | null;
  readonly stored: {
    readonly current: { readonly unreadable: readonly SecretPlace[] } | null;
  } | null;
}

/**
 * A check for each service the configuration names, and one of the secrets in the database; nothing is
 * connected before it is asked.
 */
export function serviceChecks(
  context: CommandContext,
  config: GatewayConfig,
  backend: CheckedBackend,
): ServiceCheck[] {
  const { database } = backend;
  const checks: ServiceCheck[] = [];
  const { redis } = config.general;
  if (redis !== null) {
    const handle = context.redis(redis);
    checks.push({ name: 'redis', ping: () => handle.ping(PING_TIMEOUT_MS) });
  }
  if (database !== null) {
    checks.push({ name: 'postgresql', ping: () => database.ping(PING_TIMEOUT_MS) });
    checks.push({ name: 'stored-secrets', ping: async () => refuseUnreadable(backend) });
  }
  return checks;
}

/** Models that were read before are served on: somebody has to be told that it will not last. */
function refuseUnreadable({ stored }: CheckedBackend): void {
  const unreadable = stored?.current?.unreadable ?? [];
  if (unreadable.length === 0) return;
  const columns = new Set(unreadable.map(({ table, column }) => `${table}.${column}`));
  throw new Error(
    `no key opens ${unreadable.length} values in ${[...columns].join(', ')}: ` +
      'set LITELLM_SALT_KEY to the key they are under, and restart',
  );
}
