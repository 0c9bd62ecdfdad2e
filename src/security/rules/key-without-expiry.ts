import type { Project } from '../project.ts';
import { configsWithDatabase, type CompleteConfig } from '../reading/complete-configs.ts';
import { paramOfNew } from '../reading/limits.ts';
import { fixIn } from '../reading/match-parts.ts';
import { addEntry, addSetting } from '../reading/setting-edits.ts';
import { yamlAt } from '../../config/yaml-document.ts';
import type { Edit, Fix, Match, Rule } from '../rule.ts';

/** LGW803. */
export const keyWithoutExpiry: Rule = {
  code: 'LGW803',
  name: 'key-without-expiry',
  summary: 'Keys that stay good for ever.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'Keys end up in notebooks, images and chats. One that ends by itself is worth nothing there after ' +
    'a while; one without an end has to be remembered by somebody. Without a database there are no ' +
    'keys, and nothing is said.',
  help: 'set `duration: 90d` in `litellm_settings.default_key_generate_params`',
  bad: {
    'config.yaml': 'model_list: [{}]\ngeneral_settings:\n  database_url: os.environ/DATABASE_URL\n',
  },
  good: {
    'config.yaml': `model_list: [{}]
general_settings:
  database_url: os.environ/DATABASE_URL
litellm_settings:
  default_key_generate_params: {duration: 90d}
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/virtual_keys'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const config of configsWithDatabase(project)) {
    if (paramOfNew(config, /^duration$/) !== null) continue;
    const message = 'new keys of this database have no end';
    yield { ...config.database, message, ...fixIn(fixOf(config)) };
  }
}

function fixOf({ view }: CompleteConfig): Fix | null {
  const edit = editOf(view);
  return edit === null
    ? null
    : { class: 'unsafe', title: 'let new keys end after 90 days', edits: [edit] };
}

function editOf(view: CompleteConfig['view']): Edit | null {
  const params = yamlAt(view.root, 'litellm_settings', 'default_key_generate_params');
  if (params === null)
    return addSetting(view, 'litellm_settings', 'default_key_generate_params: {duration: 90d}');
  return params.kind === 'map' ? addEntry(view.file, params, 'duration: 90d') : null;
}
