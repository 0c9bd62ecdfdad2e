import type { Rule } from '../rule.ts';

/** LGW7xx. */
export const repositoryRules: readonly Rule[] = [];
