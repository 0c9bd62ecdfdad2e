import { describe, expect, test } from '@jest/globals';
import { yamlEntries, yamlItems } from '../../../../src/config/yaml-document.ts';
import {
  assignmentOfEntry,
  assignmentOfItem,
  linesOfEntry,
  wholeLines,
} from '../../../../src/security/reading/assignment.ts';
import { ProjectFile } from '../../../../src/security/project.ts';

function fileOf(text: string): ProjectFile {
  return new ProjectFile({ path: 'compose.yaml', text, mode: null, origin: 'loose' });
}

function inMap(text: string) {
  const file = fileOf(text);
  return yamlEntries(file.yaml.roots[0] ?? null).flatMap((entry) => assignmentOfEntry(file, entry));
}

function inList(text: string) {
  const file = fileOf(text);
  return yamlItems(file.yaml.roots[0] ?? null).flatMap((item) =>
    item.kind === 'scalar' ? [assignmentOfItem(file, item)] : [],
  );
}

describe('a variable', () => {
  test('of a map has its value without quotes and its line', () => {
    const text = 'A: "x" # note\nB:\nC: {d: e}\n';
    const [a, b, ...rest] = inMap(text);
    expect(a).toMatchObject({
      name: 'A',
      value: 'x',
      span: { start: 4, end: 5 },
      lines: { start: 0, end: 14 },
    });
    expect(b).toMatchObject({ name: 'B', value: null, span: { start: 14, end: 15 } });
    expect(rest).toEqual([]);
  });

  test('of a list has the value behind the first equals sign', () => {
    const [a, b, c] = inList('- A=x=y\n- "B="\n- C\n');
    expect(a).toMatchObject({
      name: 'A',
      value: 'x=y',
      span: { start: 4, end: 7 },
      lines: { start: 0, end: 8 },
    });
    expect(b).toMatchObject({ name: 'B', value: '' });
    expect(c).toMatchObject({ name: 'C', value: null });
  });
});

describe('the lines of an entry', () => {
  const linesIn = (text: string, at = 0) => {
    const entry = yamlEntries(fileOf(text).yaml.roots[0] ?? null)[at];
    return entry === undefined ? undefined : linesOfEntry(text, entry);
  };

  test('are those it has for itself', () => {
    expect(linesIn('a: 1\r\nb: 2\r\n')).toEqual({ start: 0, end: 6 });
    expect(linesIn('a: |\n  x\n  y\nb: 2\n')).toEqual({ start: 0, end: 13 });
    expect(linesIn('a: 1\nb: 2', 1)).toEqual({ start: 5, end: 9 });
  });

  test('are none where others stand beside it', () => {
    expect(linesIn('{a: 1, b: 2}')).toBeNull();
  });

  test('are none where something stands in front', () => {
    expect(wholeLines('- a: 1\n', { start: 2, end: 6 }, /^[ \t]*$/)).toBeNull();
  });
});
