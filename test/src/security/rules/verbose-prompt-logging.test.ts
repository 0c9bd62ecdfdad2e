import { verbosePromptLogging } from '../../../../src/security/rules/verbose-prompt-logging.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function compose(rest: string, port = "['4000:4000']") {
  return `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    ports: ${port}
${rest}`;
}

describeRule(verbosePromptLogging, {
  fires: [
    {
      title: 'a flag, where strangers come in',
      files: { 'compose.yaml': compose("    command: ['--port', '4000', '--detailed_debug']\n") },
      at: ['compose.yaml:5:34'],
      without: ['--detailed_debug', '--debug'],
      severity: 'critical',
    },
    {
      title: 'a level, on the loopback a warning',
      files: {
        'compose.yaml': compose(
          '    environment:\n      LITELLM_LOG: debug\n',
          "['127.0.0.1:4000:4000']",
        ),
      },
      at: ['compose.yaml:6:20'],
      without: ['debug', 'INFO'],
      severity: 'warning',
    },
    {
      title: 'a switch of a container',
      files: { 'compose.yaml': compose('    environment: [DETAILED_DEBUG=True]\n') },
      at: ['compose.yaml:5:34'],
      without: ['True', 'False'],
    },
    {
      title: 'a setting, in the words of YAML 1.1',
      files: { 'config.yaml': 'litellm_settings:\n  set_verbose: on\n' },
      at: ['config.yaml:2:16'],
      without: ['on\n', 'off\n'],
      severity: 'warning',
    },
  ],
  silent: [
    {
      title: 'for development',
      files: { 'config.dev.yaml': 'litellm_settings:\n  set_verbose: true\n' },
    },
    {
      title: 'the switch of something else',
      files: { 'compose.yaml': 'services: {web: {environment: [DETAILED_DEBUG=1]}}\n' },
    },
    { title: 'an example', files: { '.env.example': 'LITELLM_LOG=DEBUG\n' } },
  ],
  fixes: [
    {
      title: 'a flag goes',
      files: { 'compose.yaml': compose('    command: --port 4000 --detailed_debug # why\n') },
      fixed: { 'compose.yaml': compose('    command: --port 4000 # why\n') },
    },
    {
      title: 'a setting goes with its line',
      files: { 'config.yaml': 'litellm_settings:\n  # ours\n  set_verbose: true\n  a: b\n' },
      fixed: { 'config.yaml': 'litellm_settings:\n  # ours\n  a: b\n' },
    },
    {
      title: 'a variable goes with its line',
      files: { '.env': 'A=1\nLITELLM_LOG=DEBUG\n' },
      fixed: { '.env': 'A=1\n' },
    },
  ],
});
