import { docsUiExposed } from '../../../../src/security/rules/docs-ui-exposed.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const COMPOSE = "services:\n  a:\n    image: litellm:1\n    ports: ['4000:4000']\n";

describeRule(docsUiExposed, {
  fires: [
    {
      title: 'of a published port',
      files: { 'compose.yaml': COMPOSE },
      at: ['compose.yaml:4:13'],
      without: ['4000:4000', '127.0.0.1:4000:4000'],
      severity: 'info',
    },
  ],
  silent: [
    { title: 'it is this gateway', files: { 'compose.yaml': COMPOSE.replace('litellm', 'llmgw') } },
    {
      title: 'the variables are not here',
      files: { 'compose.yaml': `${COMPOSE}    env_file: .env\n` },
    },
  ],
  fixes: [
    {
      title: 'in the env file of the service',
      files: { 'compose.yaml': `${COMPOSE}    env_file: .env\n`, '.env': 'A=1\n' },
      fixed: { 'compose.yaml': `${COMPOSE}    env_file: .env\n`, '.env': 'A=1\nNO_DOCS=True\n' },
    },
  ],
});
