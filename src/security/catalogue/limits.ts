import type { Rule } from '../rule.ts';

/** LGW8xx. */
export const limitRules: readonly Rule[] = [];
