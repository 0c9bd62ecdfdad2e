import { describe, expect, test } from '@jest/globals';
import {
  callerAuth,
  configuredAuth,
  givesVariable,
  servedConfigs,
} from '../../../../src/security/reading/caller-auth.ts';
import { gatewayContainers } from '../../../../src/security/reading/deployment-context.ts';
import { gatewayConfigs } from '../../../../src/security/reading/gateway-config.ts';
import type { Sample } from '../../../../src/security/rule.ts';
import { projectOf } from '../../../support/rule-cases.ts';

const MODELS = 'model_list: [{model_name: a}]\n';

describe('what a configuration says', () => {
  test.each([
    ['general_settings: {master_key: abc}', 'asked'],
    ['general_settings: {master_key: os.environ/KEY}', 'variable'],
    ['general_settings: {master_key: null}', 'unsaid'],
    ['general_settings: {master_key: ""}', 'unsaid'],
    ['general_settings: {enable_jwt_auth: true}', 'asked'],
    ['general_settings: {enable_oauth2_proxy_auth: false}', 'unsaid'],
    ['general_settings: {custom_auth: a.b}', 'asked'],
    ['llmgw_settings: {generate_master_key: true}', 'asked'],
    ['environment_variables: {LITELLM_MASTER_KEY: os.environ/KEY}', 'asked'],
  ])('%s: %s', (line, expected) => {
    const project = projectOf({ 'config.yaml': `${MODELS}${line}\n` });
    expect(gatewayConfigs(project).map((view) => configuredAuth(project, view))).toEqual([
      expected,
    ]);
  });

  test('holds for what it includes, and the other way round', () => {
    const project = projectOf({
      'config.yaml': 'model_list: []\ninclude: [auth.yaml, models.yaml]\n',
      'auth.yaml': 'general_settings: {master_key: abc}\n',
      'models.yaml': MODELS,
    });
    const served = servedConfigs(project);
    expect(served.map(({ file }) => file.path)).toEqual(['config.yaml']);
    expect(served.map((view) => configuredAuth(project, view))).toEqual(['asked']);
  });
});

function auth(compose: string, files: Sample = { 'config.yaml': MODELS }) {
  const project = projectOf({
    'compose.yaml': `services:\n  a:\n    image: litellm:1\n${compose}`,
    ...files,
  });
  return gatewayContainers(project).map((container) => callerAuth(project, container));
}

describe('what a container is given', () => {
  test.each([
    ['    environment: [LITELLM_MASTER_KEY=a]\n', 'asked'],
    ['    environment: ["LITELLM_MASTER_KEY="]\n', 'nobody'],
    ['    command: sh -c "export LITELLM_MASTER_KEY=$$(cat /key) && litellm"\n', 'asked'],
    ['    entrypoint: ./start.sh\n', 'unknown'],
    ['    env_file: nowhere.env\n', 'unknown'],
    ['', 'nobody'],
  ])('%j: %s', (lines, expected) => {
    expect(auth(lines)).toEqual([expected]);
  });

  test('is what its own configuration says, not that of others', () => {
    const files = {
      'open.yaml': MODELS,
      'closed.yaml': `${MODELS}general_settings: {master_key: abc}\n`,
    };
    expect(auth('    volumes: ["./closed.yaml:/c.yaml"]\n', files)).toEqual(['asked']);
    expect(auth('    volumes: ["./open.yaml:/c.yaml"]\n', files)).toEqual(['nobody']);
    expect(auth('', files)).toEqual(['unknown']);
  });

  test('is not known when its configuration is not here', () => {
    expect(auth('    command: --config /app/config.yaml\n', {})).toEqual(['unknown']);
    expect(auth('    command: --model a\n', {})).toEqual(['nobody']);
  });

  test('is what its image has', () => {
    const files = { Dockerfile: 'FROM litellm:1\nENV LITELLM_MASTER_KEY=a\n' };
    expect(auth('    build: .\n', files)).toContain('asked');
  });

  test('comes from an env file, by any name that is asked for', () => {
    const project = projectOf({
      'compose.yaml': 'services:\n  a: {image: "litellm:1", env_file: gateway.env}\n',
      'gateway.env': 'NO_DOCS=1\n',
    });
    const [container] = gatewayContainers(project);
    if (container === undefined) throw new Error('nothing runs');
    expect(givesVariable(project, container, new Set(['NO_DOCS']))).toBe('asked');
    expect(givesVariable(project, container, new Set(['OTHER']))).toBe('nobody');
  });
});
