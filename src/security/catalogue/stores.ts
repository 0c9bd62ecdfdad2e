import type { Rule } from '../rule.ts';

/** LGW5xx. */
export const storeRules: readonly Rule[] = [];
