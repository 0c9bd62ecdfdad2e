import type { GatewayConfig } from '../../src/config/types.ts';
import type { Database } from '../../src/db/database.ts';
import type { ServiceCheck } from '../../src/routes/health.ts';
import type { CommandContext } from '../context.ts';

const PING_TIMEOUT_MS = 2_000;

/** A check for each service the configuration names; nothing is connected before it is asked. */
export function serviceChecks(
  context: CommandContext,
  config: GatewayConfig,
  database: Database | null,
): ServiceCheck[] {
  const checks: ServiceCheck[] = [];
  const { redis } = config.general;
  if (redis !== null) {
    const handle = context.redis(redis);
    checks.push({ name: 'redis', ping: () => handle.ping(PING_TIMEOUT_MS) });
  }
  if (database !== null) {
    checks.push({ name: 'postgresql', ping: () => database.ping(PING_TIMEOUT_MS) });
  }
  return checks;
}
