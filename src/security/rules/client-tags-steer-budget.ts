import {
  yamlBoolean,
  yamlChild,
  yamlEntries,
  yamlItems,
  type YamlNode,
} from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { completeConfigs, eitherSetting } from '../reading/complete-configs.ts';
import { placeOf, type GatewayView } from '../reading/gateway-config.ts';
import { fixIn } from '../reading/match-parts.ts';
import { addSetting } from '../reading/setting-edits.ts';
import type { Fix, Match, Rule } from '../rule.ts';

/** LGW805. */
export const clientTagsSteerBudget: Rule = {
  code: 'LGW805',
  name: 'client-tags-steer-budget',
  summary: 'Callers choose which budget they spend.',
  severity: 'info',
  confidence: 'medium',
  persona: 'pedantic',
  fix: 'unsafe',
  why:
    'Budgets are set by tag, and callers write tags into their requests: who has spent one writes ' +
    'another. Requests with tags of their own are refused after the fix, so it is not a safe one.',
  help: 'set `general_settings.reject_clientside_metadata_tags: true` and give tags to keys and teams',
  bad: {
    'config.yaml': `model_list: [{}]
litellm_settings:
  tag_budget_config:
    research: {max_budget: 10, budget_duration: 1d}
`,
  },
  good: {
    'config.yaml': `model_list: [{}]
litellm_settings:
  tag_budget_config:
    research: {max_budget: 10, budget_duration: 1d}
general_settings:
  reject_clientside_metadata_tags: true
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/tag_budgets'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const config of completeConfigs(project)) {
    const { view } = config;
    const budgets = yamlChild(yamlChild(view.root, 'litellm_settings'), 'tag_budget_config');
    if (budgets === null || !hasEntries(budgets)) continue;
    const refuses = eitherSetting(config, 'reject_clientside_metadata_tags');
    if (yamlBoolean(refuses) === true) continue;
    const message = 'callers write the tag whose budget they spend';
    yield {
      ...placeOf(view.file, budgets),
      message,
      ...fixIn(refuses === null ? fixOf(view) : null),
    };
  }
}

function hasEntries(node: YamlNode): boolean {
  return yamlEntries(node).length > 0 || yamlItems(node).length > 0;
}

function fixOf(view: GatewayView): Fix | null {
  const edit = addSetting(view, 'general_settings', 'reject_clientside_metadata_tags: true');
  return edit === null
    ? null
    : { class: 'unsafe', title: 'refuse requests with tags of their own', edits: [edit] };
}
