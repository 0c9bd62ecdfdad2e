import { describe, expect, test } from '@jest/globals';
import { gatewayConfigs } from '../../../../src/security/reading/gateway-config.ts';
import { writtenKeys } from '../../../../src/security/reading/gateway-keys.ts';
import { addMasterKey, newMasterKey } from '../../../../src/security/reading/key-fixes.ts';
import type { Sample } from '../../../../src/security/rule.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function renewed(files: Sample) {
  const project = projectOf(files);
  const [key] = writtenKeys(project, 'master');
  return key === undefined ? undefined : newMasterKey(project, key);
}

function added(files: Sample) {
  const project = projectOf(files);
  const [view] = gatewayConfigs(project);
  return view === undefined ? undefined : addMasterKey(project, view);
}

describe('a new master key', () => {
  test('is not made twice: a variable that is defined is only named', () => {
    const files = {
      'config.yaml': 'general_settings:\n  master_key: sk-1234\n',
      '.env': 'LITELLM_MASTER_KEY={{litellm}}\n',
    };
    expect(renewed(files)?.edits).toHaveLength(1);
  });

  test('is not made where it encrypts what is stored', () => {
    const files = {
      '.env': 'LITELLM_MASTER_KEY=sk-1234\n',
      'config.yaml': 'general_settings:\n  store_model_in_db: true\n',
    };
    expect(renewed(files)).toBeNull();
    expect(renewed({ ...files, '.env.salt': 'LITELLM_SALT_KEY={{litellm}}\n' })).not.toBeNull();
  });

  test('is not written where others keep their own', () => {
    expect(
      renewed({ 'compose.yaml': 'services: {a: {environment: [LITELLM_MASTER_KEY=sk-1234]}}\n' }),
    ).toBeNull();
  });

  test('is not added beside a line that is there', () => {
    expect(added({ 'config.yaml': 'general_settings:\n  master_key:\n' })).toBeNull();
    expect(added({ 'config.yaml': 'general_settings:\n  a: 1\n' })?.edits).toHaveLength(2);
  });

  test('is not kept in a file under version control', () => {
    const project = projectOf(
      { 'config.yaml': 'general_settings:\n  master_key: sk-1234\n', '.env': '' },
      { facts: { '.env': { origin: 'tracked' } } },
    );
    const [key] = writtenKeys(project, 'master');
    const edits = key === undefined ? [] : (newMasterKey(project, key)?.edits ?? []);
    expect(edits.map(({ file }) => file)).not.toContain('.env');
  });
});
