import { describe, expect, test } from '@jest/globals';
import { isSkillName, readSkillMd } from '../../../src/skills/read-skill-md.ts';
import { SkillFault } from '../../../src/skills/skill.ts';

const skillMd = (frontmatter: string, body = 'Do it.\n'): string =>
  `---\n${frontmatter}---\n${body}`;

function faultOf(text: string, folder?: string): string {
  try {
    readSkillMd(text, 'pdf/SKILL.md', folder);
  } catch (thrown) {
    if (thrown instanceof SkillFault) return thrown.message;
    throw thrown;
  }
  return 'none';
}

describe('readSkillMd', () => {
  test('reads every field of the format', () => {
    const text = skillMd(
      'name: pdf-tools\ndescription: Reads PDF files.\nlicense: MIT\ncompatibility: needs git\n' +
        'metadata:\n  version: 1.0\nallowed-tools: Bash(git:*) Read\n',
    );
    expect(readSkillMd(text, 'SKILL.md', 'pdf-tools')).toEqual({
      name: 'pdf-tools',
      description: 'Reads PDF files.',
      license: 'MIT',
      compatibility: 'needs git',
      metadata: { version: '1.0' },
      allowedTools: ['Bash(git:*)', 'Read'],
      body: 'Do it.\n',
    });
  });

  test('takes a colon in a description without quotes, a BOM and CRLF', () => {
    const text = '\uFEFF---\r\nname: a\r\ndescription: Use when: the user asks\r\n---\r\nBody';
    expect(readSkillMd(text, 'SKILL.md')).toMatchObject({
      description: 'Use when: the user asks',
      body: 'Body',
    });
  });

  test.each([
    ['no frontmatter', 'pdf/SKILL.md:1: must begin'],
    ['---\nname: a\n', 'pdf/SKILL.md:1: the second line'],
    [skillMd('name: a\n'), 'pdf/SKILL.md:1: `description` is missing'],
    [skillMd('description: b\nname: A b\n'), 'pdf/SKILL.md:3: `name` must be lower-case'],
    [skillMd('name: a--b\ndescription: b\n'), 'pdf/SKILL.md:2: `name`'],
    [skillMd(`name: ${'a'.repeat(65)}\ndescription: b\n`), 'has more than 64'],
    [skillMd(`name: a\ndescription: ${'b'.repeat(1_025)}\n`), 'pdf/SKILL.md:3: `description` has'],
    [
      skillMd(`name: a\ndescription: b\ncompatibility: ${'c'.repeat(501)}\n`),
      ':4: `compatibility`',
    ],
    [skillMd('name: a\ndescription: [b]\n'), ':3: `description` must be text'],
    [skillMd('name: a\ndescription: b\nmetadata: [c]\n'), ':4: `metadata` must be a map'],
    [skillMd('name: a\ndescription: "b\n'), 'this is not valid YAML'],
    [skillMd('name: &a b\ndescription: *a\n'), 'aliases'],
    [skillMd(`# ${'x'.repeat(65_536)}\nname: a\n`), 'too long'],
  ])('says what is wrong, and where: %#', (text, message) => {
    expect(faultOf(text)).toContain(message);
  });

  test('a skill is called as its folder', () => {
    const text = skillMd('name: a\ndescription: b\n');
    expect(faultOf(text, 'a')).toBe('none');
    expect(faultOf(text, 'b')).toContain('must be the name of its folder');
  });
});

test('no path is the name of a skill', () => {
  expect(['a', 'pdf-tools', '1'].every(isSkillName)).toBe(true);
  expect(['', '..', 'a/b', 'A', '-a', 'a-', 'a.b', 'a\0'].some(isSkillName)).toBe(false);
});
