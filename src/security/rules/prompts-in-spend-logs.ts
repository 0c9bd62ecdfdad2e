import { yamlChild, yamlText } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { completeConfigs, eitherSetting } from '../reading/complete-configs.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { switchesOn } from '../reading/setting-matches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW402. */
export const promptsInSpendLogs: Rule = {
  code: 'LGW402',
  name: 'prompts-in-spend-logs',
  summary: 'What callers write is kept for ever.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'Prompts and answers go into a table as plain text: names, contracts, code, whatever people paste. ' +
    'Without an end of the logs they stay, for whoever gets a copy of the database.',
  help: 'set `general_settings.maximum_spend_logs_retention_period: 30d`, or turn it off',
  bad: { 'config.yaml': 'general_settings:\n  store_prompts_in_spend_logs: true\n' },
  good: {
    'config.yaml': `general_settings:
  store_prompts_in_spend_logs: true
  maximum_spend_logs_retention_period: 30d
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/ui_logs'],
  check,
};

function* check(project: Project): Generator<Match> {
  const bounded = new Set(
    completeConfigs(project)
      .filter((config) => eitherSetting(config, PERIOD) !== null)
      .map(({ view }) => view.file),
  );
  for (const { view, entry } of switchesOn(project, 'store_prompts_in_spend_logs')) {
    const own = yamlText(yamlChild(yamlChild(view.root, 'general_settings'), PERIOD));
    if (own !== null || bounded.has(view.file)) continue;
    yield { ...placeOf(view.file, entry.value), message: 'what callers write is kept for ever' };
  }
}

const PERIOD = 'maximum_spend_logs_retention_period';
