import { guardrailLogsRawHeaders } from '../../../../src/security/rules/guardrail-logs-raw-headers.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function project(rest: string, guardrail = 'ours.Guardrail', version = '1.82.2') {
  return {
    'config.yaml': `model_list: [{}]
guardrails:
  - litellm_params: {guardrail: ${guardrail}}
${rest}`,
    'compose.yaml': `services: {g: {image: 'ghcr.io/berriai/litellm:main-v${version}'}}\n`,
  };
}

const TRACED = 'litellm_settings: {callbacks: [otel]}\n';

describeRule(guardrailLogsRawHeaders, {
  fires: [
    {
      title: 'with traces',
      files: project(TRACED),
      at: ['config.yaml:3:33'],
      without: ['1.82.2', '1.82.3'],
      severity: 'critical',
    },
    {
      title: 'with a table of calls',
      files: project('general_settings: {database_url: os.environ/DATABASE_URL}\n'),
      at: ['config.yaml:3:33'],
      without: ['database_url', 'x'],
    },
  ],
  silent: [
    { title: 'a guardrail of LiteLLM', files: project(TRACED, 'presidio') },
    { title: 'nothing is kept', files: project('litellm_settings: {callbacks: [prometheus]}\n') },
    { title: 'no version is known', files: project(TRACED, 'ours.Guardrail', 'latest') },
  ],
});
