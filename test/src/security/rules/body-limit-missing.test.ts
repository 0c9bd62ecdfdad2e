import { bodyLimitMissing } from '../../../../src/security/rules/body-limit-missing.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function project(general: string, port = '4000:4000') {
  return {
    'config.yaml': `model_list: [{}]\ngeneral_settings:\n${general}  a: b\n`,
    'compose.yaml': `services: {g: {image: berriai/litellm, ports: ['${port}']}}\n`,
  };
}

describeRule(bodyLimitMissing, {
  fires: [
    {
      title: 'where strangers come in',
      files: project(''),
      at: ['config.yaml:2:1'],
      without: ["'4000:4000'", "'127.0.0.1:4000:4000'"],
      severity: 'info',
    },
  ],
  silent: [
    { title: 'it is set', files: project('  max_request_size_mb: 5\n') },
    { title: 'nobody comes in', files: { 'config.yaml': 'model_list: [{}]\n' } },
  ],
  fixes: [{ title: 'added', files: project(''), fixed: project('  max_request_size_mb: 20\n') }],
});
