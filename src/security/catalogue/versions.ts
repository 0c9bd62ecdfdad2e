import type { Rule } from '../rule.ts';

/** LGW9xx. */
export const versionRules: readonly Rule[] = [];
