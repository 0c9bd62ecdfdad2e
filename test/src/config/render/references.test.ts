import { expect, test } from '@jest/globals';
import { findReferences } from '../../../../src/config/render/references.ts';
import { readYamlFile } from '../../../../src/config/yaml-document.ts';

test('finds what the gateway reads as variables, and nothing else', () => {
  const text = `a: os.environ/ONE
b: "x os.environ/NO"
c: \${NO}
general_settings:
  pass_through_endpoints:
    - headers: {Authorization: "Bearer os.environ/TWO"}
`;
  const [root] = readYamlFile(text).roots;
  if (root === undefined) throw new Error('no document');
  expect(
    findReferences(root).map(({ name, prefix, scalar }) => [scalar.path, prefix, name]),
  ).toEqual([
    ['a', '', 'ONE'],
    ['general_settings.pass_through_endpoints[0].headers.Authorization', 'Bearer ', 'TWO'],
  ]);
});
