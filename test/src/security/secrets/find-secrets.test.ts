import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ProjectFile } from '../../../../src/security/project.ts';
import {
  formOf,
  formsIn,
  mayHoldSecret,
  secretsIn,
} from '../../../../src/security/secrets/find-secrets.ts';
import { keyForm } from '../../../../src/security/secrets/key-forms.ts';
import { fillSample, KEY_FORM_IDS, makeKey } from '../../../../src/security/secrets/make-key.ts';

function fileOf(path: string, text: string): ProjectFile {
  const filled = fillSample({ [path]: text })[path] ?? '';
  return new ProjectFile({ path, text: filled, mode: null, origin: 'loose' });
}

const STANDING = KEY_FORM_IDS.filter((id) => keyForm(id)?.context === null);

describe('the secrets of a file', () => {
  test.each(STANDING)('%s is found in an env file, in YAML, in JSON and in code', (id) => {
    const key = makeKey(id, 'x');
    const texts = {
      '.env': `A="${key}"`,
      'a.yaml': `a:\n  b: "${key}" # c`,
      'a.json': `{"a": "${key}"}`,
      'a.py': `f('${key}')`,
    };
    for (const [path, text] of Object.entries(texts)) {
      const [found, ...others] = secretsIn(fileOf(path, text));
      expect({ path, id: found?.form.id, value: found?.value, others }).toEqual({
        path,
        id,
        value: key,
        others: [],
      });
      expect(text.slice(found?.span.start, found?.span.end)).toBe(key);
    }
  });

  test('come with their name, their path and whether they are commented out', () => {
    const file = fileOf(
      'config.yaml',
      'model_list:\n  - litellm_params:\n      api_key: {{groq}}\n      # old: {{xai}}\n',
    );
    expect(secretsIn(file)).toMatchObject([
      { name: 'api_key', path: 'model_list[0].litellm_params.api_key', inComment: false },
      { name: 'old', path: null, inComment: true },
    ]);
  });

  test('are looked for once', () => {
    const file = fileOf('.env', 'A={{groq}}');
    expect(secretsIn(file)).toBe(secretsIn(file));
  });

  test('a key in a URL is told once, as part of the URL', () => {
    const found = secretsIn(
      fileOf('a.sh', 'git clone https://me:{{github-token}}@github.com/x/y\n'),
    );
    expect(found.map(({ form }) => form.id)).toEqual(['url-with-user']);
  });

  test('`sk-…` is told by what stands around it', () => {
    const key = `sk-${'a8f2k9x1q7m4z6w3'.repeat(2)}`;
    const inModel = (model: string): string =>
      `model_list:\n  - litellm_params:\n      model: ${model}\n      api_key: ${key}\n  - litellm_params:\n      model: mistral/x\n`;
    const idOf = (text: string): string | undefined =>
      secretsIn(fileOf('a.yaml', text))[0]?.form.id;
    expect(idOf(inModel('deepseek/deepseek-chat'))).toBe('deepseek');
    expect(idOf(inModel('litellm_proxy/x'))).toBe('litellm');
    expect(idOf(inModel('openai/x'))).toBeUndefined();
    expect(formOf(key, 'LITELLM_MASTER_KEY')?.id).toBe('litellm');
    expect(formOf(makeKey('openai-legacy'), 'LITELLM_API_KEY')?.id).toBe('openai-legacy');
  });

  test('what has no prefix needs a name that speaks of a key and a word of its issuer', () => {
    const found = (text: string): readonly string[] =>
      secretsIn(fileOf('.env', text)).map(({ form }) => form.id);
    expect(found('MISTRAL_API_KEY={{mistral}}')).toEqual(['mistral']);
    expect(found('MISTRAL_BUILD={{mistral}}')).toEqual([]);
    expect(found('OTHER_API_KEY={{mistral}}\nX=mistral')).toEqual([]);
    expect(found('AWS_SECRET_ACCESS_KEY={{aws-secret-key}}')).toEqual(['aws-secret-key']);
    expect(found('AZURE_KEY_SHA256={{together-legacy}}')).toEqual([]);
  });

  test('in a manifest the name is in the line above', () => {
    const text =
      'kind: Pod\napiVersion: v1\nenv:\n  - name: COHERE_API_KEY\n    value: {{cohere}}\n';
    expect(secretsIn(fileOf('pod.yaml', text))).toMatchObject([
      { form: { id: 'cohere' }, name: 'COHERE_API_KEY', path: 'env[0].value' },
    ]);
  });

  test.each([
    ['inside of a longer word', `task-sk-ant-api03-x ${'x'.repeat(3)}{{groq}}`],
    ['with a character too many', '{{groq}}a'],
    ['made of one character', `gsk_${'a'.repeat(52)}`],
    ['made along the keyboard', 'sk-1234567890abcdefghijklmnopqrstuv litellm'],
    ['crossed out', `sk-ant-api03-${'x'.repeat(93)}AA`],
    ['an example of Amazon', 'AKIAIOSFODNN7EXAMPLE'],
    ['a slug', 'pa-how-we-moved-the-gateway-to-a-new-data-center'],
  ])('are not what is %s', (_, text) => {
    expect(secretsIn(fileOf('a.txt', text))).toEqual([]);
  });

  test('are found behind an escape', () => {
    expect(secretsIn(fileOf('a.json', '{"a": "x\\n{{groq}}"}'))).toHaveLength(1);
  });

  test('do not take longer in hostile texts', () => {
    const hostile = [
      'sk-',
      'eyJ',
      'https://a:',
      '-----BEGIN PRIVATE KEY-----A',
      'sk-proj-aaaaaaaaaaaaaaaaaaaaT3BlbkFJ',
      'azure_key=a',
    ];
    const files = hostile.map((text) => fileOf('a.txt', text.repeat(300_000 / text.length)));
    const began = performance.now();
    for (const file of files) secretsIn(file);
    expect(performance.now() - began).toBeLessThan(3000);
  });
});

test('a text is asked for forms without a file', () => {
  expect(mayHoldSecret('nothing of the kind')).toBe(false);
  expect(mayHoldSecret(makeKey('groq'))).toBe(true);
  expect(formsIn(`a ${makeKey('groq')} b ${makeKey('xai')}`).map(({ form }) => form.id)).toEqual([
    'groq',
    'xai',
  ]);
});

test('whatever a file holds, a secret stands where it says and is a form by itself', () => {
  const key = fc.constantFrom(...KEY_FORM_IDS).map((id) => makeKey(id));
  const piece = fc.oneof(
    key,
    fc.string(),
    fc.constantFrom('\n', ': ', '=', '"', "'", '# ', '- ', ' '),
  );
  const path = fc.constantFrom(
    '.env',
    'config.yaml',
    'a.py',
    'a.json',
    'Dockerfile',
    'compose.yml',
  );
  fc.assert(
    fc.property(path, fc.array(piece, { maxLength: 40 }), (path, pieces) => {
      const text = pieces.join('');
      const found = secretsIn(new ProjectFile({ path, text, mode: null, origin: 'loose' }));
      let last = 0;
      for (const { span, value } of found) {
        expect(span.start).toBeGreaterThanOrEqual(last);
        expect(text.slice(span.start, span.end)).toBe(value);
        last = span.end;
      }
    }),
  );
});
