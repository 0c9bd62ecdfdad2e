import type { Rule } from '../rule.ts';
import { bindAllNoAuth } from '../rules/bind-all-no-auth.ts';
import { bindAllPlainHttp } from '../rules/bind-all-plain-http.ts';
import { corsWildcard } from '../rules/cors-wildcard.ts';
import { corsWildcardCredentials } from '../rules/cors-wildcard-credentials.ts';
import { hardcodedIp } from '../rules/hardcoded-ip.ts';
import { hardcodedLoopback } from '../rules/hardcoded-loopback.ts';
import { httpUpstream } from '../rules/http-upstream.ts';
import { linkLocalOrPrivateTarget } from '../rules/link-local-or-private-target.ts';
import { metadataAddress } from '../rules/metadata-address.ts';
import { proxyEnvLeak } from '../rules/proxy-env-leak.ts';
import { redisTlsUnchecked } from '../rules/redis-tls-unchecked.ts';
import { tlsVerifyOff } from '../rules/tls-verify-off.ts';
import { userControlledUrl } from '../rules/user-controlled-url.ts';

/** LGW3xx. */
export const transportRules: readonly Rule[] = [
  bindAllNoAuth,
  bindAllPlainHttp,
  httpUpstream,
  tlsVerifyOff,
  redisTlsUnchecked,
  corsWildcard,
  corsWildcardCredentials,
  metadataAddress,
  linkLocalOrPrivateTarget,
  hardcodedLoopback,
  hardcodedIp,
  userControlledUrl,
  proxyEnvLeak,
];
