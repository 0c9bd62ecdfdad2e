import { yamlBoolean } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { callbacksOf } from '../reading/callbacks.ts';
import { completeConfigs, settingOf, type CompleteConfig } from '../reading/complete-configs.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { fixIn } from '../reading/match-parts.ts';
import { addSetting } from '../reading/setting-edits.ts';
import type { Fix, Match, Rule } from '../rule.ts';

/** LGW404. */
export const keyInfoInCallbacks: Rule = {
  code: 'LGW404',
  name: 'key-info-in-callbacks',
  summary: 'Who called goes into traces: hashes of keys, users, teams, addresses of mail.',
  severity: 'info',
  confidence: 'medium',
  persona: 'pedantic',
  fix: 'safe',
  why:
    'The callbacks for Langfuse, OpenTelemetry, Logfire and Arize send what is known of the key with ' +
    'every call. Traces are seldom guarded as well as the database of keys.',
  help: 'set `litellm_settings.redact_user_api_key_info: true`',
  bad: { 'config.yaml': 'model_list: [{}]\nlitellm_settings:\n  callbacks: [otel]\n' },
  good: {
    'config.yaml':
      'model_list: [{}]\nlitellm_settings:\n  callbacks: [otel]\n  redact_user_api_key_info: true\n',
  },
  references: ['https://docs.litellm.ai/docs/proxy/logging'],
  check,
};

const SENDS_KEY_INFO = /^(?:langfuse|langfuse_otel|otel|logfire|arize|arize_phoenix)$/;

function* check(project: Project): Generator<Match> {
  for (const config of completeConfigs(project)) {
    const setting = settingOf(config, 'litellm_settings', 'redact_user_api_key_info');
    const sent = callbacksOf(config.view).find(({ name }) => SENDS_KEY_INFO.test(name));
    if (sent === undefined || yamlBoolean(setting) === true) continue;
    const fix = setting === null ? fixOf(config) : null;
    const message = `who called goes to ${sent.name} with every call`;
    yield { ...placeOf(config.view.file, sent.node), message, ...fixIn(fix) };
  }
}

function fixOf({ view }: CompleteConfig): Fix | null {
  const edit = addSetting(view, 'litellm_settings', 'redact_user_api_key_info: true');
  return edit === null ? null : { class: 'safe', title: 'leave it out', edits: [edit] };
}
