import { describe, expect, test } from '@jest/globals';
import { draftDeployment, readParamSources } from '../../../../src/config/build/draft.ts';
import { FindingLog } from '../../../../src/config/finding-log.ts';
import { childItems, toPlain } from '../../../../src/config/node.ts';
import { DeploymentFaults } from '../../../../src/config/validate/deployment-faults.ts';
import { mapOf } from '../load-text.ts';

function draft(text: string) {
  const root = mapOf(text);
  const log = new FindingLog();
  const faults = new DeploymentFaults(log, false);
  const [node] = childItems(root, 'model_list');
  if (node === undefined) throw new Error('no entry');
  const made = draftDeployment(node, 0, { sources: readParamSources(root), faults });
  return { params: made === null ? null : toPlain(made.params), log };
}

describe('draftDeployment', () => {
  test('fills in defaults and credentials under what is written', () => {
    const { params } = draft(`
router_settings: {default_litellm_params: {timeout: 5, api_key: default, seed: 1}}
credential_list:
  - {credential_name: shared, credential_values: {api_key: shared, api_base: http://x, seed: 2}}
model_list:
  - model_name: a
    rpm: 7
    litellm_params: {model: openai/x, litellm_credential_name: shared, seed: 3, api_base: }
`);
    expect(params).toEqual({
      timeout: 5,
      api_key: 'shared',
      api_base: 'http://x',
      seed: 3,
      model: 'openai/x',
      litellm_credential_name: 'shared',
      rpm: 7,
    });
  });

  test('tells a credential that does not exist', () => {
    const { log } = draft(`
credential_list: [{credential_name: shared, credential_values: {api_key: k}}]
model_list:
  - {model_name: a, litellm_params: {model: openai/x, litellm_credential_name: shraed}}
`);
    expect(log.sorted(['c.yaml'])).toMatchObject([
      { name: 'unknown-credential', help: 'did you mean `shared`?' },
    ]);
  });

  test('gives nothing for what is broken', () => {
    expect(draft('model_list: [{model_name: a}]\n').params).toBeNull();
    expect(draft('model_list: [{litellm_params: {model: x}}]\n').params).toBeNull();
    expect(draft('model_list: [{model_name: a, litellm_params: {}}]\n').params).toBeNull();
    expect(draft('model_list: [text]\n').params).toBeNull();
  });
});
