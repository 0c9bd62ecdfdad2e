import { describe, expect, test } from '@jest/globals';
import {
  isVariableMentioned,
  keyVariables,
  writtenKeys,
} from '../../../../src/security/reading/gateway-keys.ts';
import { projectOf } from '../../../support/rule-cases.ts';

describe('the places of a key', () => {
  test('are the setting, its variables, and the variables these are read from', () => {
    const project = projectOf({
      'config.yaml': 'general_settings:\n  master_key: "one"\n',
      'other.yaml': 'general_settings:\n  master_key: os.environ/ADMIN_KEY\n',
      '.env': 'ADMIN_KEY=two\nGATEWAY_KEY=three\nLITELLM_SALT_KEY=salt\nUNRELATED_KEY=no\n',
      'compose.yaml': `services:
  a:
    environment:
      LITELLM_MASTER_KEY: \${GATEWAY_KEY:-four}
      LLMGW_MASTER_KEY:
`,
    });
    const keys = writtenKeys(project, 'master');
    expect(keys.map(({ value, name }) => [value, name])).toEqual([
      ['one', null],
      ['two', 'ADMIN_KEY'],
      ['three', 'GATEWAY_KEY'],
      ['four', 'LITELLM_MASTER_KEY'],
    ]);
    expect(writtenKeys(project, 'salt').map(({ value }) => value)).toEqual(['salt']);
    expect([...keyVariables(project, 'salt')]).toEqual(['LITELLM_SALT_KEY', 'LLMGW_SALT_KEY']);
  });

  test('hold no references and no blanks', () => {
    const project = projectOf({ '.env': 'LITELLM_MASTER_KEY=\nLLMGW_MASTER_KEY=vault:secret/a\n' });
    expect(writtenKeys(project, 'master')).toEqual([]);
  });
});

describe('a variable is mentioned', () => {
  const names = new Set(['LITELLM_SALT_KEY']);

  test.each([
    [{ '.env': 'LITELLM_SALT_KEY=a\n' }, true],
    [{ '.env.example': 'LITELLM_SALT_KEY=\n' }, true],
    [{ 'compose.yaml': 'services: {a: {environment: [LITELLM_SALT_KEY]}}\n' }, true],
    [{ 'compose.yaml': 'services: {a: {environment: ["LITELLM_SALT_KEY="]}}\n' }, false],
    [{ '.env': 'LITELLM_MASTER_KEY=a\n' }, false],
  ])('in %j: %s', (files, expected) => {
    expect(isVariableMentioned(projectOf(files), names)).toBe(expected);
  });
});
