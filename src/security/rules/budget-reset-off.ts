import type { Severity } from '../../diagnostics/finding.ts';
import type { Project } from '../project.ts';
import { completeConfigs } from '../reading/complete-configs.ts';
import { budgetOf } from '../reading/limits.ts';
import { removalOf, switchesOn } from '../reading/setting-matches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW804. */
export const budgetResetOff: Rule = {
  code: 'LGW804',
  name: 'budget-reset-off',
  summary: 'Budgets are set, and what they need is turned off.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'With `disable_spend_updates` nothing is counted and no budget is ever reached. With ' +
    '`disable_reset_budget` one that is reached stays so. With `disable_spend_logs` budgets work, but ' +
    'nobody can see what they went to: that is only mentioned.',
  help: 'remove it',
  bad: {
    'config.yaml': `model_list: [{}]
litellm_settings:
  max_budget: 100
general_settings:
  disable_spend_updates: true
`,
  },
  good: {
    'config.yaml': `model_list: [{}]
litellm_settings:
  max_budget: 100
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/config_settings'],
  check,
};

const SWITCHES: readonly (readonly [string, Severity, string])[] = [
  ['disable_spend_updates', 'warning', 'nothing is counted, so no budget is ever reached'],
  ['disable_reset_budget', 'warning', 'a budget that is reached stays so: periods do not end'],
  ['disable_spend_logs', 'info', 'nobody can see what the budgets went to'],
];

function* check(project: Project): Generator<Match> {
  const bounded = new Set(
    completeConfigs(project)
      .filter((config) => budgetOf(config) !== null)
      .map(({ view }) => view.file),
  );
  for (const [key, severity, message] of SWITCHES) {
    for (const setting of switchesOn(project, key)) {
      if (bounded.has(setting.view.file)) yield { ...removalOf(setting), message, severity };
    }
  }
}
