import type { Rule } from '../rule.ts';

/** LGW6xx. */
export const mcpRules: readonly Rule[] = [];
