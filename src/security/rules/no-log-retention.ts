import { yamlBoolean } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import {
  configsWithDatabase,
  eitherSetting,
  type CompleteConfig,
} from '../reading/complete-configs.ts';
import { fixIn } from '../reading/match-parts.ts';
import { addSetting } from '../reading/setting-edits.ts';
import type { Fix, Match, Rule } from '../rule.ts';

/** LGW405. */
export const noLogRetention: Rule = {
  code: 'LGW405',
  name: 'no-log-retention',
  summary: 'The log of calls grows for ever.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'Every call leaves a row: who, when, which model, from where. Nothing removes them, so the table ' +
    'slows the database down and there is more to lose every day. The fix deletes what is older.',
  help: 'set `general_settings.maximum_spend_logs_retention_period: 30d`',
  bad: {
    'config.yaml': 'model_list: [{}]\ngeneral_settings:\n  database_url: os.environ/DATABASE_URL\n',
  },
  good: {
    'config.yaml': `model_list: [{}]
general_settings:
  database_url: os.environ/DATABASE_URL
  maximum_spend_logs_retention_period: 30d
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/spend_logs_deletion'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const config of configsWithDatabase(project)) {
    if (eitherSetting(config, 'maximum_spend_logs_retention_period') !== null) continue;
    if (isOn(config, 'disable_spend_logs')) continue;
    // LGW402 says more of that.
    if (isOn(config, 'store_prompts_in_spend_logs')) continue;
    const message = 'rows of calls stay in this database for ever';
    yield { ...config.database, message, ...fixIn(fixOf(config)) };
  }
}

function isOn(config: CompleteConfig, key: string): boolean {
  return yamlBoolean(eitherSetting(config, key)) === true;
}

function fixOf({ view }: CompleteConfig): Fix | null {
  const setting = 'maximum_spend_logs_retention_period: 30d';
  const edit = addSetting(view, 'general_settings', setting);
  return edit === null ? null : { class: 'unsafe', title: 'keep them for 30 days', edits: [edit] };
}
