import { describe, expect, test } from '@jest/globals';
import { applyEdits } from '../../../../src/security/apply-edits.ts';
import { masterKeyMissing } from '../../../../src/security/rules/master-key-missing.ts';
import { describeRule, findingsOf, projectOf } from '../../../support/rule-cases.ts';

const MODELS = `model_list:
  - model_name: fast
    litellm_params: {model: groq/llama-3.1-8b-instant}
`;
const NAMED = `${MODELS}general_settings:\n  master_key: os.environ/LITELLM_MASTER_KEY\n`;

function compose(lines: string): string {
  return `services:
  db:
    image: postgres:17
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
${lines}`;
}

describeRule(masterKeyMissing, {
  fires: [
    {
      title: 'of a service that is not given the variable its configuration names',
      files: { 'config.yaml': NAMED, 'compose.yaml': compose("    environment: ['PORT=4000']\n") },
      at: ['compose.yaml:4:3'],
      without: ['PORT', 'LITELLM_MASTER_KEY'],
      severity: 'critical',
    },
    {
      title: 'of a service whose env file has it blank',
      files: {
        'config.yaml': MODELS,
        'deploy/compose.yaml': compose('    env_file: ../gateway.env\n'),
        'gateway.env': 'LITELLM_MASTER_KEY=\n',
      },
      at: ['deploy/compose.yaml:4:3'],
      without: ['KEY=', 'KEY=abc'],
      severity: 'critical',
    },
    {
      title: 'of a Kubernetes container, as a warning in a file for development',
      files: {
        'config.yaml': MODELS,
        'k8s/dev/gateway.yaml': `apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: gateway
          image: ghcr.io/berriai/litellm:v1.84.0
          env: [{name: PORT, value: '4000'}]
`,
      },
      at: ['k8s/dev/gateway.yaml:7:17'],
      without: ['name: PORT', 'name: LITELLM_MASTER_KEY'],
      severity: 'warning',
    },
    {
      title: 'of a configuration alone, as a warning',
      files: { 'config.yaml': `${MODELS}general_settings: {}\n` },
      at: ['config.yaml:4:1'],
      without: ['general_settings: {}', 'general_settings: {master_key: os.environ/KEY}'],
      severity: 'warning',
    },
    {
      title: 'of a configuration with a Dockerfile, which is no place for keys: a warning',
      files: {
        'config.yaml': MODELS,
        Dockerfile: 'FROM ghcr.io/berriai/litellm:v1.84.0\nCMD ["--config", "config.yaml"]\n',
      },
      at: ['config.yaml:1:1'],
      without: ['model_list', 'tag_list'],
      severity: 'warning',
    },
  ],
  silent: [
    {
      title: 'the variable is handed on from outside',
      files: {
        'config.yaml': MODELS,
        'compose.yaml': compose('    environment: [LITELLM_MASTER_KEY]\n'),
      },
    },
    {
      title: 'an env file is read that is not here',
      files: { 'config.yaml': MODELS, 'compose.yaml': compose('    env_file: [.env]\n') },
    },
    {
      title: 'a second compose file gives it',
      files: {
        'config.yaml': MODELS,
        'compose.yaml': compose(''),
        'compose.prod.yaml': compose('    environment: {LITELLM_MASTER_KEY: "${KEY:?}"}\n'),
      },
    },
    {
      title: 'what several services share gives it',
      files: {
        'config.yaml': MODELS,
        'compose.yaml': `x-env: &env {LITELLM_MASTER_KEY: "\${KEY}"}\n${compose(
          '    environment: {<<: *env, PORT: "4000"}\n',
        )}`,
      },
    },
    {
      title: 'callers are asked in another way',
      files: {
        'config.yaml': `${MODELS}general_settings: {custom_auth: my_auth.check}\n`,
        'compose.yaml': compose(''),
      },
    },
    {
      title: 'an example says that the variable is needed',
      files: { 'config.yaml': MODELS, '.env.example': 'LITELLM_MASTER_KEY=\n' },
    },
    {
      title: 'the file is part of another one',
      files: {
        'config.yaml': `include: [models.yaml]\ngeneral_settings: {master_key: os.environ/KEY}\n`,
        'models.yaml': MODELS,
      },
    },
    { title: 'nothing is served', files: { 'config.yaml': 'guardrails: []\n' } },
    { title: 'it is an example', files: { 'examples/config.yaml': MODELS } },
    {
      title: 'only a database of the gateway is run',
      files: {
        'config.yaml': NAMED,
        'compose.yaml': 'services:\n  litellm-db:\n    image: me/litellm-postgres:17\n',
      },
    },
  ],
});

describe('the key it makes', () => {
  test('is long and random, kept in the env file, and read from there', () => {
    const files = { 'config.yaml': MODELS, '.env': 'PORT=4000\n' };
    const [finding] = findingsOf(masterKeyMissing, projectOf(files));
    const edits = finding?.repair?.edits ?? [];
    const after = applyEdits(new Map(Object.entries(files)), edits);
    expect(after.get('config.yaml')).toBe(NAMED);
    expect(after.get('.env')).toMatch(/^PORT=4000\nLITELLM_MASTER_KEY=sk-[\w-]{43}\n$/);
  });

  test('is not made where the master key encrypts what a database holds', () => {
    const config = `${MODELS}general_settings:\n  database_url: os.environ/DATABASE_URL\n`;
    const [finding] = findingsOf(masterKeyMissing, projectOf({ 'config.yaml': config }));
    expect(finding?.fix).toBeUndefined();
  });
});
