import type { Rule } from '../rule.ts';
import { passthroughAuthDisabled } from '../rules/passthrough-auth-disabled.ts';

/** LGW2xx. */
export const accessRules: readonly Rule[] = [passthroughAuthDisabled];
