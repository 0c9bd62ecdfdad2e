import { describe, expect, test } from '@jest/globals';
import { parseDotenv } from '../../../src/config/dotenv.ts';

const values = (text: string) => parseDotenv(text, '.env').values;
const places = (text: string) =>
  parseDotenv(text, '.env').findings.map(
    ({ position, message }) => `${position?.line}:${position?.column} ${message}`,
  );

describe('parseDotenv', () => {
  test('reads plain lines, export, blanks and comments', () => {
    const text = '# top\n\nA=1\nexport B=two words\n  C = x  # not this\nD=a#b\nE=\nF= # none\n';
    expect(values(text)).toEqual({ A: '1', B: 'two words', C: 'x', D: 'a#b', E: '', F: '' });
    expect(places(text)).toEqual([]);
  });

  test('reads quotes with their escapes', () => {
    const text = String.raw`A="a\nb\t\"q\" \\ \$x"` + '\n' + String.raw`B='a\nb "#'` + ' # c\n';
    expect(values(text)).toEqual({ A: 'a\nb\t"q" \\ $x', B: String.raw`a\nb "#` });
  });

  test('reads quoted values over several lines', () => {
    expect(values('KEY="-----BEGIN\nabc\n-----END"\nB=1\n')).toEqual({
      KEY: '-----BEGIN\nabc\n-----END',
      B: '1',
    });
    expect(values("K='a\nb'\n")).toEqual({ K: 'a\nb' });
  });

  test('reads Windows line ends and a byte order mark', () => {
    expect(values('\uFEFFA=1\r\nB="x\r\ny"\r\nC=z\r\n')).toEqual({ A: '1', B: 'x\ny', C: 'z' });
  });

  test('lets the last of two equal names win', () => {
    expect(values('A=1\nA=2\n')).toEqual({ A: '2' });
  });

  test('keeps what looks like a reference', () => {
    expect(values('A=$HOME/${X}\n')).toEqual({ A: '$HOME/${X}' });
  });

  test('tells bad lines with their place and reads on', () => {
    const text = 'A=1\njust words\n  2B=x\nC="open\nD=4\n';
    expect(places(text)).toEqual([
      '2:1 this line is no `NAME=value`',
      '3:3 this line is no `NAME=value`',
      '4:3 the quote of `C` is not closed',
    ]);
    expect(values(text)).toEqual({ A: '1', D: '4' });
  });

  test('tells what follows a closing quote', () => {
    expect(places('A="x" y\nB=1\n')).toEqual(['1:6 there is more behind the closing quote of `A`']);
  });

  test('never shows a value', () => {
    const { findings } = parseDotenv('sk-secret-line\nA="sk-secret\nB="x" sk-secret\n', '.env');
    expect(findings.length).toBeGreaterThan(0);
    expect(JSON.stringify(findings)).not.toContain('sk-secret');
  });

  test('reads a large file in linear time', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `K${i}="open ${i}`).join('\n');
    expect(parseDotenv(text, '.env').findings.length).toBeGreaterThan(0);
  });
});
