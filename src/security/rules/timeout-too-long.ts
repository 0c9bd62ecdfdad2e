import { yamlText } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { completeConfigs, settingOf, type CompleteConfig } from '../reading/complete-configs.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { fixIn } from '../reading/match-parts.ts';
import { addSetting } from '../reading/setting-edits.ts';
import { settingsNamed, type WrittenSetting } from '../reading/setting-matches.ts';
import type { Edit, Fix, Match, Rule } from '../rule.ts';

/** LGW806. */
export const timeoutTooLong: Rule = {
  code: 'LGW806',
  name: 'timeout-too-long',
  summary: 'A call may take an hour and longer.',
  severity: 'info',
  confidence: 'medium',
  persona: 'pedantic',
  fix: 'unsafe',
  why:
    'Unset it is 6000 seconds in LiteLLM. A provider that hangs then holds connections, memory and ' +
    'places of the limits of parallel calls, until nobody else gets through.',
  help: 'set `litellm_settings.request_timeout: 600`; what needs longer gets a `timeout` of its own',
  bad: { 'config.yaml': 'model_list: [{}]\nlitellm_settings:\n  request_timeout: 6000\n' },
  good: { 'config.yaml': 'model_list: [{}]\nlitellm_settings:\n  request_timeout: 600\n' },
  references: ['https://docs.litellm.ai/docs/proxy/timeout'],
  check,
};

const LONGEST_SECONDS = 900;

function* check(project: Project): Generator<Match> {
  for (const { view, entry } of timeoutsIn(project)) {
    const { value } = entry;
    if (!(Number(yamlText(value)) > LONGEST_SECONDS)) continue;
    const place = placeOf(view.file, value);
    const edit = { kind: 'replace', file: place.file, span: place.span, text: '600' } as const;
    yield {
      ...place,
      message: 'a call may take longer than a quarter of an hour',
      ...fixIn(fixOf(edit)),
    };
  }
  for (const config of completeConfigs(project)) {
    if (settingOf(config, 'model_list') === null || hasTimeout(config)) continue;
    const edit = addSetting(config.view, 'litellm_settings', 'request_timeout: 600');
    yield {
      ...config.place,
      message: 'nothing says how long a call may take',
      ...fixIn(fixOf(edit)),
    };
  }
}

function timeoutsIn(project: Project): readonly WrittenSetting[] {
  return [
    ...settingsNamed(project, 'request_timeout', ['litellm_settings']),
    ...settingsNamed(project, 'timeout', ['router_settings']),
  ];
}

function hasTimeout(config: CompleteConfig): boolean {
  const settings = [
    settingOf(config, 'litellm_settings', 'request_timeout'),
    settingOf(config, 'router_settings', 'timeout'),
  ];
  return settings.some((node) => node !== null);
}

function fixOf(edit: Edit | null): Fix | null {
  return edit === null
    ? null
    : { class: 'unsafe', title: 'end calls after 600 seconds', edits: [edit] };
}
