import type { Rule } from '../rule.ts';
import { dummyCredential } from '../rules/dummy-credential.ts';
import { encodedSecret } from '../rules/encoded-secret.ts';
import { hardcodedCredentialField } from '../rules/hardcoded-credential-field.ts';
import { hardcodedProviderKey } from '../rules/hardcoded-provider-key.ts';
import { jwtLiteral } from '../rules/jwt-literal.ts';
import { keyPrefixMismatch } from '../rules/key-prefix-mismatch.ts';
import { liveCredential } from '../rules/live-credential.ts';
import { privateKeyMaterial } from '../rules/private-key-material.ts';
import { providerAdminKey } from '../rules/provider-admin-key.ts';
import { secretInComment } from '../rules/secret-in-comment.ts';
import { secretInEnvironmentVariablesBlock } from '../rules/secret-in-environment-variables-block.ts';
import { secretInExampleFile } from '../rules/secret-in-example-file.ts';
import { secretInHeader } from '../rules/secret-in-header.ts';
import { sharedKeyAcrossEnvironments } from '../rules/shared-key-across-environments.ts';
import { urlWithUserinfo } from '../rules/url-with-userinfo.ts';
import { webhookUrlLiteral } from '../rules/webhook-url-literal.ts';

/** LGW1xx. */
export const credentialRules: readonly Rule[] = [
  dummyCredential,
  hardcodedProviderKey,
  hardcodedCredentialField,
  secretInHeader,
  secretInEnvironmentVariablesBlock,
  privateKeyMaterial,
  jwtLiteral,
  webhookUrlLiteral,
  urlWithUserinfo,
  keyPrefixMismatch,
  sharedKeyAcrossEnvironments,
  providerAdminKey,
  encodedSecret,
  secretInComment,
  secretInExampleFile,
  liveCredential,
];
