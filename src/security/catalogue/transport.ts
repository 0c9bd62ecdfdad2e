import type { Rule } from '../rule.ts';

/** LGW3xx. */
export const transportRules: readonly Rule[] = [];
