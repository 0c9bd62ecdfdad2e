import { describe, expect, test } from '@jest/globals';
import { ProjectFile } from '../../../../src/security/project.ts';
import { encodedSecretsIn } from '../../../../src/security/secrets/encoded-secrets.ts';
import { makeKey } from '../../../../src/security/secrets/make-key.ts';

const KEY = makeKey('anthropic');
const bytes = Buffer.from(KEY);

function found(text: string): readonly (readonly [string, string, string])[] {
  const file = new ProjectFile({ path: 'a.yaml', text, mode: null, origin: 'loose' });
  return encodedSecretsIn(file).map(({ form, encoding, value }) => [form.id, encoding, value]);
}

describe('a secret in another writing', () => {
  const percent = bytes.toString('hex').replaceAll(/../g, '%$&');
  test.each([
    ['base64', bytes.toString('base64')],
    ['base64', bytes.toString('base64url')],
    ['hex', bytes.toString('hex')],
    ['hex', bytes.toString('hex').toUpperCase()],
    ['percent', percent],
  ])('%s', (encoding, text) => {
    expect(found(`data:\n  k: "${text}"\n`)).toEqual([['anthropic', encoding, text]]);
  });

  test('may have more around it when it is decoded', () => {
    const text = btoa(`A=1\nB=${KEY}\n`);
    expect(found(`data:\n  .env: ${text}\n`)).toEqual([['anthropic', 'base64', text]]);
  });

  test('is decoded once', () => {
    expect(found(`k: ${btoa(btoa(KEY))}`)).toEqual([]);
  });

  test('is not what is readable as it is, random, or a URL', () => {
    expect(found(`k: ${KEY}`)).toEqual([]);
    expect(
      found(
        `k: ${Buffer.from(Array.from({ length: 64 }, (_, at) => (at * 151 + 200) % 256)).toString('base64')}`,
      ),
    ).toEqual([]);
    expect(found(`k: ${btoa('see https://example.com/a/b/c/d')}`)).toEqual([]);
    expect(found('u: https://example.com/?q=a%20b%20c%20d%20e%20f%20g%20h')).toEqual([]);
  });
});
