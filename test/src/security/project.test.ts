import { expect, test } from '@jest/globals';
import { filesOf, ProjectFile } from '../../../src/security/project.ts';
import { projectOf } from '../../support/rule-cases.ts';

test('a file knows its kind, and reads its YAML once', () => {
  const file = new ProjectFile({
    path: 'c.yaml',
    text: 'model_list: []\n',
    mode: 0o600,
    origin: 'tracked',
  });
  expect(file.kind).toBe('gateway');
  expect(file.yaml.roots).toHaveLength(1);
  expect(file.yaml).toBe(file.yaml);
});

test('files are chosen by kind', () => {
  const project = projectOf({ '.env': 'A=1\n', 'config.yaml': 'model_list: []\n', 'a.txt': '' });
  expect(filesOf(project, 'dotenv', 'gateway').map(({ path }) => path)).toEqual([
    '.env',
    'config.yaml',
  ]);
});
