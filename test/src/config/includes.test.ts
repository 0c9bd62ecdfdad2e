import { describe, expect, test } from '@jest/globals';
import { FindingLog } from '../../../src/config/finding-log.ts';
import { readWithIncludes } from '../../../src/config/includes.ts';
import { toPlain } from '../../../src/config/node.ts';

function read(files: Readonly<Record<string, string>>) {
  const log = new FindingLog();
  const merged = readWithIncludes(
    '/conf/main.yaml',
    (path) => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error('gone'), { code: 'ENOENT' });
      return text;
    },
    log,
  );
  const findings = log
    .sorted(merged.files)
    .map(({ name, position }) => `${name} ${position?.file ?? ''}:${position?.line ?? ''}`);
  return {
    plain: merged.root === null ? null : toPlain(merged.root),
    files: merged.files,
    findings,
  };
}

describe('readWithIncludes', () => {
  test('appends lists and replaces everything else', () => {
    const { plain, files, findings } = read({
      '/conf/main.yaml': 'include: [more.yaml]\nl: [1]\nm: {a: 1}\ns: x\n',
      '/conf/more.yaml': 'l: [2]\nm: {b: 2}\nt: y\n',
    });
    expect(plain).toMatchObject({ l: [1, 2], m: { b: 2 }, s: 'x', t: 'y' });
    expect(files).toEqual(['/conf/main.yaml', '/conf/more.yaml']);
    expect(findings).toEqual(['include-replaces-section /conf/more.yaml:2']);
  });

  test('resolves nested includes against the folder of the main file', () => {
    const { plain, files } = read({
      '/conf/main.yaml': 'include: [sub/a.yaml, c.yaml]\nl: [main]\n',
      '/conf/sub/a.yaml': 'include: [b.yaml]\nl: [a]\n',
      '/conf/b.yaml': 'l: [b]\n',
      '/conf/c.yaml': 'l: [c]\n',
    });
    expect(plain).toMatchObject({ l: ['main', 'a', 'c', 'b'] });
    expect(files).toHaveLength(4);
  });

  test('tells missing files where they are asked for, and still lists them', () => {
    const { findings, files } = read({ '/conf/main.yaml': 'include:\n  - gone.yaml\n' });
    expect(findings).toEqual(['file-missing /conf/main.yaml:2']);
    expect(files).toContain('/conf/gone.yaml');
  });

  test('stops cycles', () => {
    const { findings } = read({
      '/conf/main.yaml': 'include: [a.yaml]\n',
      '/conf/a.yaml': 'include: [b.yaml]\n',
      '/conf/b.yaml': 'include: [a.yaml, main.yaml]\n',
    });
    expect(findings).toEqual(['include-cycle /conf/b.yaml:1', 'include-cycle /conf/b.yaml:1']);
  });

  test('takes a file that is named twice once', () => {
    const { plain, findings } = read({
      '/conf/main.yaml': 'include: [a.yaml, ./a.yaml]\nl: []\n',
      '/conf/a.yaml': 'l: [1]\n',
    });
    expect(plain).toMatchObject({ l: [1] });
    expect(findings).toEqual(['include-repeated /conf/main.yaml:1']);
  });

  test('wants a list of paths', () => {
    expect(read({ '/conf/main.yaml': 'include: a.yaml\n' }).findings).toEqual([
      'wrong-type /conf/main.yaml:1',
    ]);
    expect(read({ '/conf/main.yaml': 'include: [{a: b}, ""]\n' }).findings).toEqual([
      'wrong-type /conf/main.yaml:1',
      'wrong-type /conf/main.yaml:1',
    ]);
    expect(read({ '/conf/main.yaml': 'include:\na: 1\n' }).findings).toEqual([]);
  });

  test('tells an empty file, and one that is no map', () => {
    expect(read({ '/conf/main.yaml': '' }).findings).toEqual(['file-empty :']);
    expect(read({ '/conf/main.yaml': '# only words\n' }).findings).toEqual(['file-empty :']);
    expect(read({ '/conf/main.yaml': '- a\n' }).findings).toEqual(['file-empty /conf/main.yaml:1']);
  });

  test('tells syntax errors of includes in the file they are in', () => {
    const { findings } = read({
      '/conf/main.yaml': 'include: [a.yaml]\n',
      '/conf/a.yaml': 'x: [1\n',
    });
    expect(findings).toEqual(['invalid-yaml /conf/a.yaml:2']);
  });
});
