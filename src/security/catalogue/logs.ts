import type { Rule } from '../rule.ts';

/** LGW4xx. */
export const logRules: readonly Rule[] = [];
