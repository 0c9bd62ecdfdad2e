import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderText, type RenderInput } from '../../../../src/config/render/render-text.ts';
import type { KnownVariable } from '../../../../src/config/render/value-source.ts';
import { readYamlFile } from '../../../../src/config/yaml-document.ts';

const SOURCE = { kind: 'process-env', name: 'X' } as const;

function render(
  text: string,
  env: Readonly<Record<string, string>>,
  parts: Partial<RenderInput> = {},
) {
  const [root] = readYamlFile(text).roots;
  if (root === undefined) throw new Error('no document');
  const variables = new Map<string, KnownVariable>(
    Object.entries(env).map(([name, value]) => [name, { value, source: SOURCE, overrode: [] }]),
  );
  const usual = {
    set: new Map(),
    unresolved: 'error',
    mask: 'none',
    looksSecret: () => false,
  } as const;
  return renderText({ text, root, file: 'config.yaml', variables, ...usual, ...parts });
}

describe('renderText', () => {
  test('replaces references and touches nothing else', () => {
    const text = `# head\r\nmodel_list:   # here\r\n  - {model_name: a, litellm_params: {model:   "os.environ/MODEL", rpm: os.environ/RPM}}   \r\n\r\nlitellm_settings: {}`;
    const { text: rendered } = render(text, { MODEL: 'openai/a: b', RPM: '7' });
    expect(rendered).toBe(
      text.replace('"os.environ/MODEL"', '"openai/a: b"').replace('os.environ/RPM', '7'),
    );
  });

  test('a file without references and secrets is the same bytes', () => {
    const words = fc.constantFrom(
      'a',
      'b: c',
      '- d',
      '# e',
      "'f'",
      '"g h"',
      '[i,  j]',
      '',
      '\t',
      '\r',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), (parts) => {
        const text = parts.join('\n');
        const [root] = readYamlFile(text).roots;
        if (root === undefined) return;
        expect(render(text, {}, { mask: 'full' }).text).toBe(text);
      }),
    );
  });

  test('rendering the result again changes nothing', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        fc.pre(!value.includes('os.environ/'));
        const once = render('a: os.environ/X # c\nb: [os.environ/X]\n', { X: value }).text;
        expect(render(once, { X: value }).text).toBe(once);
      }),
    );
  });

  test('secrets are hidden wherever they stand, by place, by name and by look', () => {
    const text = `model_list:
  - litellm_params: {model: m, api_key: literal-secret}
    model_info: {note: looks-like-a-key}
general_settings:
  master_key: os.environ/ANY
  pass_through_endpoints:
    - headers: {Authorization: "bearer os.environ/ANY", content-type: application/json}
litellm_settings: {max_tokens: 5, callback: os.environ/SLACK_TOKEN}
`;
    const env = { ANY: 'any-secret', SLACK_TOKEN: 'slack-secret' };
    const looksSecret = (value: string): boolean => value === 'looks-like-a-key';
    const { text: full, values } = render(text, env, { mask: 'full', looksSecret });
    expect(full).not.toMatch(/-secret|looks-like/);
    expect(full).toContain('master_key: "****(ANY)"');
    expect(full).toContain('content-type: application/json');
    expect(full).toContain('api_key: "****"');
    expect(values.filter(({ isMasked }) => isMasked)).toHaveLength(5);
    const hashed = render(text, env, { mask: 'hash', looksSecret }).text;
    expect(hashed).not.toMatch(/-secret|looks-like/);
    expect(hashed.match(/sha256:[\da-f]{8}/g)).toHaveLength(5);
  });

  test.each([
    ['keep', 'a: os.environ/GONE\n'],
    ['warn', 'a: os.environ/GONE\n'],
    ['empty', 'a: ""\n'],
  ] as const)('of an unset variable `%s` leaves %j, and tells it', (unresolved, wanted) => {
    const { text, missing } = render('a: os.environ/GONE\n', {}, { unresolved });
    expect(text).toBe(wanted);
    expect(missing).toEqual([{ name: 'GONE', path: 'a', offset: 3 }]);
  });

  test('what is set stands above everything; a path that is not there is told', () => {
    const set = new Map([
      ['a.b', 'new value'],
      ['a.z', 'x'],
    ]);
    const { text, unknownPaths } = render('a:\n  b: os.environ/X   # why\n', { X: 'old' }, { set });
    expect(text).toBe('a:\n  b: new value   # why\n');
    expect(unknownPaths).toEqual(['a.z']);
  });

  test('an anchor is filled in where it stands', () => {
    const { text } = render('a: &k os.environ/X\nb: *k\n', { X: 'v' });
    expect(text).toBe('a: &k v\nb: *k\n');
  });
});
