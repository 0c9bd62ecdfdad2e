import { expect, test } from '@jest/globals';
import {
  paramsByPath,
  parentPath,
  writtenProvider,
} from '../../../../src/security/reading/deployment-params.ts';
import { projectOf } from '../../../support/rule-cases.ts';

test('the parameters of a file are found by their path', () => {
  const model = 'model_list:\n  - litellm_params: { model: groq/x }\n';
  const project = projectOf({
    'a.yaml': model,
    'b.yaml': `${model}  - litellm_params: { model: y }\n`,
  });
  const [, second] = project.files;
  const found = second === undefined ? new Map() : paramsByPath(project, second);
  expect([...found.keys()]).toEqual([
    'model_list[0].litellm_params',
    'model_list[1].litellm_params',
  ]);
  expect([...found.values()].map(writtenProvider)).toEqual(['groq', '']);
});

test('a value belongs to its map, a header to the map of its block', () => {
  expect(parentPath('model_list[0].litellm_params.api_key')).toBe('model_list[0].litellm_params');
  expect(parentPath('a.litellm_params.extra_headers.x-key')).toBe('a.litellm_params');
  expect(parentPath('alone')).toBe('');
});
