import { expect, test } from '@jest/globals';
import { endpointsOf } from '../../../../src/security/reading/pass-through.ts';
import { projectOf } from '../../../support/rule-cases.ts';

test('endpoints are the maps of the list', () => {
  const text = 'general_settings:\n  pass_through_endpoints: [{path: /a}, nothing, {path: /b}]\n';
  const paths = endpointsOf(projectOf({ 'config.yaml': text })).map(({ node }) => node.path);
  expect(paths).toEqual([
    'general_settings.pass_through_endpoints[0]',
    'general_settings.pass_through_endpoints[2]',
  ]);
});
