import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkPath,
  SKILL_ZIP_BOUNDS,
  ZipArchive,
  ZipFault,
} from '../../../src/skills/zip-reader.ts';
import { makeZip, type TestZipFile } from '../../support/zip.ts';

const FILES: readonly TestZipFile[] = [
  { path: 'pdf/', content: '', stored: true },
  { path: 'pdf/SKILL.md', content: 'hello '.repeat(100) },
  { path: 'pdf/run.py', content: 'print()', stored: true },
];

function faultOf(bytes: Buffer): string {
  try {
    const archive = ZipArchive.open(bytes);
    for (const { path } of archive.entries) archive.read(path, 10_000_000);
  } catch (thrown) {
    if (thrown instanceof ZipFault) return thrown.message;
    throw thrown;
  }
  return 'none';
}

describe('an archive', () => {
  test('is read, packed or not, with a comment behind it', () => {
    const archive = ZipArchive.open(makeZip(FILES, 'a comment'));
    expect(archive.entries.map(({ path, size }) => [path, size])).toEqual([
      ['pdf/SKILL.md', 600],
      ['pdf/run.py', 7],
    ]);
    expect(archive.read('pdf/SKILL.md', 600).toString()).toBe('hello '.repeat(100));
    expect(archive.read('pdf/run.py', 7).toString()).toBe('print()');
    expect(() => archive.read('pdf/SKILL.md', 599)).toThrow('larger than 599');
    expect(() => archive.read('other', 1)).toThrow('no such file');
  });

  test.each<[string, readonly Partial<TestZipFile>[], string]>([
    ['climbs', [{ path: '../evil' }], 'leads elsewhere'],
    ['climbs inside', [{ path: 'a/../../evil' }], 'leads elsewhere'],
    ['is absolute', [{ path: '/etc/passwd' }], 'leads elsewhere'],
    ['names a drive', [{ path: 'C:evil' }], 'leads elsewhere'],
    ['has backslashes', [{ path: String.raw`a\..\evil` }], 'leads elsewhere'],
    ['has a zero', [{ path: 'a\0.md' }], 'leads elsewhere'],
    ['holds a link', [{ path: 'link', mode: 0o120777 }], 'is a link'],
    ['is encrypted', [{ path: 'a', flags: 1 }], 'is encrypted'],
    ['is packed otherwise', [{ path: 'a', method: 12 }], 'not supported'],
    ['is too deep', [{ path: 'a/b/c/d/e/f/g/h/i' }], 'nested deeper'],
    ['says one name twice', [{ path: 'a.md' }, { path: 'A.md' }], 'two files of one name'],
    ['overlaps', [{ path: 'a' }, { path: 'b', sharesWith: 0 }], 'overlap'],
    ['lies about a size', [{ path: 'a', size: 3 }], 'is damaged'],
    ['lies about a larger size', [{ path: 'a', size: 3_000 }], 'is damaged'],
    ['lies about a sum', [{ path: 'a', crc: 1 }], 'is damaged'],
    ['says it is huge', [{ path: 'a', size: 9_000_000 }], 'is too large'],
    ['is a bomb', [{ path: 'a', content: Buffer.alloc(8_000_000) }], 'far more than it is'],
  ])('that %s is refused', (_, files, message) => {
    const full = files.map((file) => ({ path: 'a', content: 'some text of a file', ...file }));
    expect(faultOf(makeZip(full))).toContain(message);
  });

  test('of too many files, or too much, is refused', () => {
    const many = Array.from({ length: 501 }, (_, i) => ({ path: `f${i}`, content: 'x' }));
    expect(faultOf(makeZip(many))).toBe('it holds too many files');
    const tiny = { ...SKILL_ZIP_BOUNDS, mostUnpackedBytes: 700, mostFileBytes: 650 };
    expect(() =>
      ZipArchive.open(makeZip([...FILES, { path: 'x', content: 'y'.repeat(600) }]), tiny),
    ).toThrow('unpacks to too much');
    expect(() => ZipArchive.open(makeZip(FILES), { ...SKILL_ZIP_BOUNDS, mostBytes: 10 })).toThrow(
      'too large',
    );
  });

  test('that is none is refused', () => {
    expect(faultOf(Buffer.alloc(0))).toBe('it is not a ZIP archive');
    expect(faultOf(Buffer.from('hello'))).toBe('it is not a ZIP archive');
    const whole = makeZip(FILES);
    expect(faultOf(whole.subarray(0, -5))).toBe('it is not a ZIP archive');
    expect(faultOf(whole.subarray(40))).toMatch(/damaged|cut off/);
  });

  test('with any byte changed is read, or refused with a fault of ours', () => {
    const whole = makeZip(FILES);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(whole);
        changed[at] = byte;
        expect(typeof faultOf(changed)).toBe('string');
      }),
      { numRuns: 500 },
    );
  });
});

test('a path comes without the slash of a folder', () => {
  expect(checkPath('a/b/')).toBe('a/b');
  expect(() => checkPath('')).toThrow(ZipFault);
});
