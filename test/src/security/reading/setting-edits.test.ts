import { describe, expect, test } from '@jest/globals';
import { yamlEntry, type YamlMap } from '../../../../src/config/yaml-document.ts';
import { applyEdits } from '../../../../src/security/apply-edits.ts';
import { ProjectFile } from '../../../../src/security/project.ts';
import {
  addSetting,
  hasSetting,
  removeEntry,
} from '../../../../src/security/reading/setting-edits.ts';
import type { Edit } from '../../../../src/security/rule.ts';

function viewOf(text: string): { readonly file: ProjectFile; readonly root: YamlMap } {
  const file = new ProjectFile({ path: 'config.yaml', text, mode: null, origin: 'loose' });
  const [root] = file.yaml.roots;
  if (root?.kind !== 'map') throw new Error('this is no map');
  return { file, root };
}

function after(text: string, edit: Edit | null): string | undefined {
  return applyEdits(new Map([['config.yaml', text]]), edit === null ? [] : [edit]).get(
    'config.yaml',
  );
}

function add(text: string): string | undefined {
  return after(text, addSetting(viewOf(text), 'general_settings', 'a: 1'));
}

describe('a setting that is added', () => {
  test.each([
    ['general_settings:\n    # c\n    b: 2\n', 'general_settings:\n    # c\n    a: 1\n    b: 2\n'],
    ['general_settings: {b: 2}\n', 'general_settings: {a: 1, b: 2}\n'],
    ['general_settings: {} # c\nx: 1\n', 'general_settings: \n  a: 1 # c\nx: 1\n'],
    ['general_settings: # c\nx: 1\n', 'general_settings: # c\n  a: 1\nx: 1\n'],
    ['general_settings:\r\n  b: 2\r\n', 'general_settings:\r\n  a: 1\r\n  b: 2\r\n'],
    ['x: 1', 'x: 1\ngeneral_settings:\n  a: 1\n'],
    ['x: 1\r\n', 'x: 1\r\ngeneral_settings:\r\n  a: 1\r\n'],
  ])('turns %j into %j', (text, expected) => {
    expect(add(text)).toBe(expected);
  });

  test.each([
    '{x: 1}\n',
    'x: 1\n---\ny: 1\n',
    '  x: 1\n',
    'x: 1\n...\n',
    'general_settings: [1]\n',
    'general_settings: null\n',
  ])('has no place in %j', (text) => {
    expect(addSetting(viewOf(text), 'general_settings', 'a: 1')).toBeNull();
  });
});

describe('an entry that is taken out', () => {
  test('leaves the rest as it was', () => {
    const text = '# c\na: 1 # d\nb: 2\n';
    const { file, root } = viewOf(text);
    const entry = yamlEntry(root, 'a');
    expect(entry === null ? null : after(text, removeEntry(file, entry))).toBe('# c\nb: 2\n');
  });
});

test('a setting is there whatever its value', () => {
  const { root } = viewOf('general_settings:\n  a:\n');
  expect(hasSetting(root, 'general_settings', 'a')).toBe(true);
  expect(hasSetting(root, 'general_settings', 'b')).toBe(false);
});
