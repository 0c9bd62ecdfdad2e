import type { Rule } from '../rule.ts';
import { eolRuntime } from '../rules/eol-runtime.ts';
import { litellmKnownExploited } from '../rules/litellm-known-exploited.ts';
import { litellmMaliciousRelease } from '../rules/litellm-malicious-release.ts';
import { litellmUnpinned } from '../rules/litellm-unpinned.ts';
import { litellmVulnerable } from '../rules/litellm-vulnerable.ts';

/** LGW9xx. */
export const versionRules: readonly Rule[] = [
  litellmKnownExploited,
  litellmVulnerable,
  litellmMaliciousRelease,
  litellmUnpinned,
  eolRuntime,
];
