import type { Rule } from '../rule.ts';
import { authCacheInSharedRedis } from '../rules/auth-cache-in-shared-redis.ts';
import { dbDefaultPassword } from '../rules/db-default-password.ts';
import { dbLiteralDsn } from '../rules/db-literal-dsn.ts';
import { dbPortPublished } from '../rules/db-port-published.ts';
import { dbSuperuser } from '../rules/db-superuser.ts';
import { dbTlsOff } from '../rules/db-tls-off.ts';
import { postgresTrust } from '../rules/postgres-trust.ts';
import { redisNoAuth } from '../rules/redis-no-auth.ts';
import { redisPlain } from '../rules/redis-plain.ts';
import { redisProtectedModeOff } from '../rules/redis-protected-mode-off.ts';

/** LGW5xx. */
export const storeRules: readonly Rule[] = [
  dbDefaultPassword,
  dbLiteralDsn,
  dbTlsOff,
  dbSuperuser,
  postgresTrust,
  dbPortPublished,
  redisNoAuth,
  redisPlain,
  redisProtectedModeOff,
  authCacheInSharedRedis,
];
