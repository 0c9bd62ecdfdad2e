import { expect, test } from '@jest/globals';
import { accessGroupsOf } from '../../../commands/serve/access-groups.ts';
import { makeGateway } from '../../support/gateway.ts';

function deployment(modelName: string, groups: unknown) {
  return { modelName, model: modelName, modelInfo: { access_groups: groups } };
}

test('names the model groups that carry an access group, each once', () => {
  const { gateway } = makeGateway({
    deployments: [
      deployment('a', ['beta', 'all']),
      { ...deployment('a', ['beta']), id: 'second' },
      deployment('b', ['all', 7]),
      deployment('c', 'beta'),
    ],
  });
  const groupsOf = accessGroupsOf(gateway);
  expect(groupsOf('beta')).toEqual(['a']);
  expect(groupsOf('all')).toEqual(['a', 'b']);
  expect(groupsOf('none')).toEqual([]);
});

test('follows the configuration in force', () => {
  const { gateway } = makeGateway({ deployments: [deployment('a', ['beta'])] });
  const groupsOf = accessGroupsOf(gateway);
  expect(groupsOf('beta')).toEqual(['a']);
  gateway.runtime = makeGateway({ deployments: [deployment('b', ['beta'])] }).runtime;
  expect(groupsOf('beta')).toEqual(['b']);
});
