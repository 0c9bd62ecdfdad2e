import { yamlChild, yamlEntries } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { configsWithDatabase, type CompleteConfig } from '../reading/complete-configs.ts';
import { budgetOf } from '../reading/limits.ts';
import { fixIn } from '../reading/match-parts.ts';
import { addSetting } from '../reading/setting-edits.ts';
import type { Fix, Match, Rule } from '../rule.ts';

/** LGW801. */
export const noBudget: Rule = {
  code: 'LGW801',
  name: 'no-budget',
  summary: 'Keys without any ceiling on what they spend.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'A key that leaks, or an agent that runs in circles, spends until somebody sees the bill. A ' +
    'budget of the whole gateway, of new keys, users or teams, or of providers is a ceiling. Without ' +
    'a database there are no keys, and nothing is said.',
  help: 'set `litellm_settings.max_budget` with `budget_duration`, or bounds for new keys',
  bad: {
    'config.yaml': 'model_list: [{}]\ngeneral_settings:\n  database_url: os.environ/DATABASE_URL\n',
  },
  good: {
    'config.yaml': `model_list: [{}]
general_settings:
  database_url: os.environ/DATABASE_URL
litellm_settings:
  max_budget: 100
  budget_duration: 30d
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/users'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const config of configsWithDatabase(project)) {
    if (budgetOf(config) !== null) continue;
    const message = 'nothing bounds what the keys of this database spend';
    yield { ...config.database, message, ...fixIn(fixOf(config)) };
  }
}

const BUDGET = ['max_budget: 100', 'budget_duration: 30d'];

/** Without its period the budget would be one for all time. */
function fixOf({ view }: CompleteConfig): Fix | null {
  const section = yamlChild(view.root, 'litellm_settings');
  const newline = view.file.text.includes('\r\n') ? '\r\n' : '\n';
  const settings = yamlEntries(section).length > 0 ? BUDGET : [BUDGET.join(`${newline}  `)];
  const edits = settings.flatMap((setting) => addSetting(view, 'litellm_settings', setting) ?? []);
  return edits.length < settings.length
    ? null
    : { class: 'unsafe', title: 'bound the whole gateway at 100 a month', edits };
}
