import { expect, test } from '@jest/globals';
import { ProjectFile } from '../../../../src/security/project.ts';
import { placedScalars, scalarAt } from '../../../../src/security/reading/yaml-places.ts';

function fileOf(path: string, text: string): ProjectFile {
  return new ProjectFile({ path, text, mode: null, origin: 'loose' });
}

test('a scalar is found by any part of its text', () => {
  const text = 'a: &x one\nb: "two"\nc: *x\nd: [three]\n';
  const file = fileOf('a.yaml', text);
  const pathOf = (word: string): string | undefined => {
    const start = text.indexOf(word);
    return scalarAt(file, { start, end: start + 1 })?.scalar.path;
  };
  expect(['one', 'wo', 'three', 'b:'].map(pathOf)).toEqual(['a', 'b', 'd[0]', undefined]);
});

test('the inner span has no quotes', () => {
  const text = 'a: "one"\nb: \'two\'\nc: three\n';
  const inner = placedScalars(fileOf('a.yaml', text)).map(({ inner }) =>
    text.slice(inner.start, inner.end),
  );
  expect(inner).toEqual(['one', 'two', 'three']);
});

test('what is not YAML or very large has no places', () => {
  expect(placedScalars(fileOf('a.txt', 'a: b'))).toEqual([]);
  expect(placedScalars(fileOf('a.yaml', `a: b\n${'# x\n'.repeat(300_000)}`))).toEqual([]);
});
