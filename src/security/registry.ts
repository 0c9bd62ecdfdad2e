import { credentialRules } from './catalogue/credentials.ts';
import { accessRules } from './catalogue/access.ts';
import { limitRules } from './catalogue/limits.ts';
import { logRules } from './catalogue/logs.ts';
import { mcpRules } from './catalogue/mcp.ts';
import { repositoryRules } from './catalogue/repository.ts';
import { storeRules } from './catalogue/stores.ts';
import { transportRules } from './catalogue/transport.ts';
import { versionRules } from './catalogue/versions.ts';
import type { Rule } from './rule.ts';

/** Every rule, by code. */
export const rules: readonly Rule[] = [
  ...credentialRules,
  ...accessRules,
  ...transportRules,
  ...logRules,
  ...storeRules,
  ...mcpRules,
  ...repositoryRules,
  ...limitRules,
  ...versionRules,
];
