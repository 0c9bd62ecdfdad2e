import type { CheckOptions } from '../../commands/check-security/check-options.ts';
import type { Judgement } from '../../commands/check-security/inspect.ts';
import { NO_SETTINGS } from '../../src/security/project-settings.ts';
import { passthroughAuthDisabled } from '../../src/security/rules/passthrough-auth-disabled.ts';

/** What `check-security` does without a flag. */
export const USUAL_OPTIONS: CheckOptions = {
  source: { kind: 'files', paths: [], limits: { found: 1e6, named: 1e6 } },
  persona: 'regular',
  minSeverity: 'info',
  minConfidence: 'low',
  failOn: 'warning',
  only: null,
  skip: new Set(),
  severities: new Map(),
  baseline: null,
  ignores: true,
  fix: null,
  verify: null,
  outputs: [{ format: 'text', file: '-' }],
  list: null,
  strictCollection: false,
};

/** One rule, LGW211, and nothing decided. */
export const USUAL_JUDGEMENT: Judgement = {
  options: USUAL_OPTIONS,
  settings: NO_SETTINGS,
  rules: [passthroughAuthDisabled],
  baseline: null,
  live: [],
};
