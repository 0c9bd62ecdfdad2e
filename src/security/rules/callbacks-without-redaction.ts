import { yamlBoolean } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { readAddress } from '../reading/address.ts';
import { assignmentsTo } from '../reading/assignments.ts';
import { callbacksOf, sendsPrompts, type Callback } from '../reading/callbacks.ts';
import { completeConfigs, settingOf, type CompleteConfig } from '../reading/complete-configs.ts';
import { withDefaults } from '../reading/compose-services.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { fixIn } from '../reading/match-parts.ts';
import { addSetting } from '../reading/setting-edits.ts';
import { isPublic } from '../reading/reach.ts';
import type { Fix, Match, Rule } from '../rule.ts';

/** LGW403. */
export const callbacksWithoutRedaction: Rule = {
  code: 'LGW403',
  name: 'callbacks-without-redaction',
  summary: 'What callers write goes to a service of somebody else.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'Tracing services get prompts and answers unless told otherwise, and keep them by their own rules. ' +
    'A server of your own (`LANGFUSE_HOST` names one that is not of the internet), metrics, and hooks ' +
    'of your own are left alone.',
  help: 'set `litellm_settings.turn_off_message_logging: true`: numbers still go there',
  bad: { 'config.yaml': 'model_list: [{}]\nlitellm_settings:\n  success_callback: [langfuse]\n' },
  good: {
    'config.yaml': `model_list: [{}]
litellm_settings:
  success_callback: [langfuse]
  turn_off_message_logging: true
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/logging'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const config of completeConfigs(project)) {
    const setting = settingOf(config, 'litellm_settings', 'turn_off_message_logging');
    if (yamlBoolean(setting) === true) continue;
    const sent = callbacksOf(config.view).filter(
      (callback) => sendsPrompts(callback) && !isOwnServer(project, callback),
    );
    const names = new Set(sent.map(({ name }) => name));
    for (const name of names) {
      const first = sent.find((callback) => callback.name === name);
      if (first === undefined) continue;
      const message = `what callers write, and the answers, go to ${name}`;
      const fix = setting === null ? fixOf(config) : null;
      yield { ...placeOf(config.view.file, first.node), message, ...fixIn(fix) };
    }
  }
}

/** Langfuse, Opik and others can be run at home: a variable says where. */
function isOwnServer(project: Project, { name }: Callback): boolean {
  const prefix = name.split('_')[0]?.toUpperCase() ?? '';
  const variables = ['HOST', 'URL', 'BASE_URL', 'ENDPOINT', 'URL_OVERRIDE'].map(
    (suffix) => `${prefix}_${suffix}`,
  );
  return assignmentsTo(project, new Set(variables)).some(({ value }) => {
    const address = readAddress(withDefaults(value ?? ''));
    return address !== null && !isPublic(address);
  });
}

function fixOf({ view }: CompleteConfig): Fix | null {
  const edit = addSetting(view, 'litellm_settings', 'turn_off_message_logging: true');
  return edit === null ? null : { class: 'unsafe', title: 'send no content', edits: [edit] };
}
