import type { Rule } from '../rule.ts';

/** LGW1xx. */
export const credentialRules: readonly Rule[] = [];
