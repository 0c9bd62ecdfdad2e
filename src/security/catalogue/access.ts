import type { Rule } from '../rule.ts';
import { adminRoutesOpen } from '../rules/admin-routes-open.ts';
import { clientSideApiBase } from '../rules/client-side-api-base.ts';
import { clientSideCredentials } from '../rules/client-side-credentials.ts';
import { customAuthSkipsChecks } from '../rules/custom-auth-skips-checks.ts';
import { docsUiExposed } from '../rules/docs-ui-exposed.ts';
import { failOpenOnDbOutage } from '../rules/fail-open-on-db-outage.ts';
import { jwtAuthUnverified } from '../rules/jwt-auth-unverified.ts';
import { keyGenerationUnrestricted } from '../rules/key-generation-unrestricted.ts';
import { legacyEncryptionSelected } from '../rules/legacy-encryption-selected.ts';
import { masterKeyKnown } from '../rules/master-key-known.ts';
import { masterKeyLiteral } from '../rules/master-key-literal.ts';
import { masterKeyMisplaced } from '../rules/master-key-misplaced.ts';
import { masterKeyMissing } from '../rules/master-key-missing.ts';
import { masterKeyWeak } from '../rules/master-key-weak.ts';
import { passthroughAuthDisabled } from '../rules/passthrough-auth-disabled.ts';
import { passthroughAuthImplicit } from '../rules/passthrough-auth-implicit.ts';
import { passthroughClientCredentials } from '../rules/passthrough-client-credentials.ts';
import { passthroughForwardHeaders } from '../rules/passthrough-forward-headers.ts';
import { passthroughSubpathWide } from '../rules/passthrough-subpath-wide.ts';
import { publicRoutesBroad } from '../rules/public-routes-broad.ts';
import { publicRoutesWildcard } from '../rules/public-routes-wildcard.ts';
import { responsesIdSecurityOff } from '../rules/responses-id-security-off.ts';
import { robotsNotBlocked } from '../rules/robots-not-blocked.ts';
import { saltEqualsMaster } from '../rules/salt-equals-master.ts';
import { saltKeyMissing } from '../rules/salt-key-missing.ts';
import { saltKeyWeak } from '../rules/salt-key-weak.ts';
import { trustXForwardedFor } from '../rules/trust-x-forwarded-for.ts';
import { uiDefaultPassword } from '../rules/ui-default-password.ts';
import { weakKeyOverride } from '../rules/weak-key-override.ts';
import { wildcardModelForAll } from '../rules/wildcard-model-for-all.ts';

/** LGW2xx. */
export const accessRules: readonly Rule[] = [
  masterKeyMisplaced,
  masterKeyMissing,
  masterKeyKnown,
  masterKeyWeak,
  masterKeyLiteral,
  weakKeyOverride,
  saltKeyMissing,
  saltEqualsMaster,
  saltKeyWeak,
  legacyEncryptionSelected,
  passthroughAuthDisabled,
  passthroughAuthImplicit,
  passthroughClientCredentials,
  passthroughSubpathWide,
  passthroughForwardHeaders,
  publicRoutesWildcard,
  publicRoutesBroad,
  adminRoutesOpen,
  failOpenOnDbOutage,
  clientSideCredentials,
  clientSideApiBase,
  customAuthSkipsChecks,
  responsesIdSecurityOff,
  jwtAuthUnverified,
  trustXForwardedFor,
  wildcardModelForAll,
  uiDefaultPassword,
  keyGenerationUnrestricted,
  docsUiExposed,
  robotsNotBlocked,
];
