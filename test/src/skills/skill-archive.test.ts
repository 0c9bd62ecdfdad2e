import { describe, expect, test } from '@jest/globals';
import { readInstructions, readNewSkill } from '../../../src/skills/skill-archive.ts';
import { makeZip } from '../../support/zip.ts';

const zip = (files: Readonly<Record<string, string | Buffer>>): Buffer =>
  makeZip(Object.entries(files).map(([path, content]) => ({ path, content })));

describe('readInstructions', () => {
  test('takes the SKILL.md nearest to the root', () => {
    const bytes = zip({ 'a/b/SKILL.md': 'inner', 'a/SKILL.md': 'outer', 'a/README.md': 'read' });
    expect(readInstructions(bytes)).toEqual({ path: 'a/SKILL.md', text: 'outer' });
  });

  test('else README.md, else any Markdown, as LiteLLM does; empty ones do not count', () => {
    expect(readInstructions(zip({ 'a/SKILL.md': '', 'a/README.md': 'read' }))?.text).toBe('read');
    expect(readInstructions(zip({ 'notes.md': 'any', 'a.txt': 'x' }))?.text).toBe('any');
    expect(readInstructions(zip({ 'a.txt': 'x' }))).toBeNull();
    expect(readInstructions(zip({ '__MACOSX/SKILL.md': 'shadow' }))).toBeNull();
  });

  test('refuses what is no text', () => {
    expect(() => readInstructions(zip({ 'SKILL.md': Buffer.from([0xff]) }))).toThrow('not UTF-8');
    expect(() => readInstructions(zip({ 'SKILL.md': 'x'.repeat(262_145) }))).toThrow(
      /larger than|far more/,
    );
  });
});

describe('readNewSkill', () => {
  test('finds it at the root or in the one folder', () => {
    expect(readNewSkill(zip({ 'SKILL.md': 'x', 'b/c': 'y' }))).toMatchObject({ folder: null });
    const bytes = zip({ 'pdf/SKILL.md': 'x', 'pdf/s/run.py': 'y', '__MACOSX/pdf/._SKILL.md': 'z' });
    expect(readNewSkill(bytes)).toEqual({ path: 'pdf/SKILL.md', text: 'x', folder: 'pdf' });
  });

  test('refuses everything else', () => {
    expect(() => readNewSkill(zip({}))).toThrow('empty');
    expect(() => readNewSkill(zip({ 'a/SKILL.md': 'x', 'b/SKILL.md': 'y' }))).toThrow(
      'no SKILL.md',
    );
    expect(() => readNewSkill(zip({ 'a/b/SKILL.md': 'x' }))).toThrow('no SKILL.md');
  });
});
