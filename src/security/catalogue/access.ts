import type { Rule } from '../rule.ts';
import { masterKeyKnown } from '../rules/master-key-known.ts';
import { masterKeyLiteral } from '../rules/master-key-literal.ts';
import { masterKeyMisplaced } from '../rules/master-key-misplaced.ts';
import { masterKeyMissing } from '../rules/master-key-missing.ts';
import { masterKeyWeak } from '../rules/master-key-weak.ts';
import { passthroughAuthDisabled } from '../rules/passthrough-auth-disabled.ts';

/** LGW2xx. */
export const accessRules: readonly Rule[] = [
  masterKeyMisplaced,
  masterKeyMissing,
  masterKeyKnown,
  masterKeyWeak,
  masterKeyLiteral,
  passthroughAuthDisabled,
];
