import { describe, expect, test } from '@jest/globals';
import { ProjectFile } from '../../../../src/security/project.ts';
import { hashOutsideQuotes, Surroundings } from '../../../../src/security/secrets/surroundings.ts';

function placeOf(path: string, text: string): ReturnType<Surroundings['placeOf']> {
  const file = new ProjectFile({ path, text, mode: null, origin: 'loose' });
  const start = text.indexOf('VALUE');
  return new Surroundings(file).placeOf({ start, end: start + 5 });
}

describe('the name of a value', () => {
  test.each([
    ['.env', 'export A_KEY="VALUE"', 'A_KEY'],
    ['a.json', '{"api_key": "VALUE"}', 'api_key'],
    ['a.py', 'os.environ["A_KEY"] = "VALUE"', 'A_KEY'],
    ['a.py', 'Client(api_key=VALUE)', 'api_key'],
    ['a.ts', "const apiKey = 'VALUE';", 'apiKey'],
    ['Dockerfile', 'ENV A_KEY VALUE', 'A_KEY'],
    ['a.sh', 'curl -H "Authorization: Bearer VALUE"', 'Authorization'],
    ['compose.yaml', 'services:\n  a:\n    environment:\n      - A_KEY=VALUE', 'A_KEY'],
    ['a.yaml', 'a:\n  key: >-\n    VALUE', 'key'],
    ['a.txt', 'the VALUE', null],
  ])('in %s: %s', (path, text, name) => {
    expect(placeOf(path, text).name).toBe(name);
  });
});

test('the path is that of the YAML value', () => {
  expect(placeOf('a.yaml', 'a:\n  - b: "x VALUE"\n').path).toBe('a[0].b');
  expect(placeOf('a.txt', 'a:\n  - b: VALUE\n').path).toBeNull();
});

describe('a comment', () => {
  test.each([
    ['a.yaml', '# a: VALUE', true],
    ['a.yaml', 'b: c # VALUE', true],
    ['a.yaml', 'b: "c # VALUE"', false],
    ['a.yaml', "b: it's # VALUE", true],
    ['a.yaml', 'b: c#VALUE', false],
    ['a.py', '  # VALUE', true],
    ['a.ts', '// VALUE', true],
    ['a.ts', 'f("#", VALUE)', false],
    ['a.md', '# VALUE', false],
  ])('%s: %s is one: %s', (path, text, expected) => {
    expect(placeOf(path, text).inComment).toBe(expected);
  });

  test('begins behind a gap and outside of quotes', () => {
    expect(hashOutsideQuotes('a: "#" # b')).toBe(7);
    expect(hashOutsideQuotes('a#b')).toBe(-1);
  });
});

describe('what is near a value', () => {
  const near = (path: string, text: string): string => {
    const file = new ProjectFile({ path, text, mode: null, origin: 'loose' });
    const start = text.indexOf('VALUE');
    return new Surroundings(file).near({ start, end: start + 5 });
  };

  test('is its item of a list, without the value itself', () => {
    const text = near(
      'a.yaml',
      'l:\n  - model: one\n    key: VALUE\n    more: x\n  - model: two\n',
    );
    expect(text).toContain('model: one');
    expect(text).toContain('more: x');
    expect(text).not.toContain('VALUE');
    expect(text).not.toContain('two');
  });

  test('is its line in an env file', () => {
    expect(near('.env', 'A=one\nB=VALUE\nC=two\n').trim()).toBe('B=');
  });

  test('is no more than a little of a very long line', () => {
    expect(near('a.json', `${'x'.repeat(100_000)}VALUE${'y'.repeat(100_000)}`).length).toBeLessThan(
      2000,
    );
  });
});
