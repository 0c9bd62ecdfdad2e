import { describe, expect, test } from '@jest/globals';
import { configOf, loadText } from '../load-text.ts';

const text = (...endpoints: string[]) =>
  `model_list: []\ngeneral_settings:\n  pass_through_endpoints:\n${endpoints.map((one) => `    - {${one}}\n`).join('')}`;
const read = (...endpoints: string[]) => configOf(text(...endpoints)).passThrough;

describe('buildPassThrough', () => {
  test('has defaults, with auth on', () => {
    expect(read('path: v1/x//y/, target: https://h/z')).toMatchObject([
      {
        path: '/v1/x/y',
        target: 'https://h/z',
        headers: {},
        auth: true,
        includeSubpath: false,
        forwardHeaders: false,
        mergeQueryParams: false,
        defaultQueryParams: {},
        methods: null,
        timeoutMs: 600_000,
        position: { line: 4, column: 7 },
      },
    ]);
  });

  test('reads every setting', () => {
    const [endpoint] = read(
      'path: /x, target: "http://h", auth: no, include_subpath: yes, forward_headers: true, merge_query_params: true, default_query_params: {a: 1}, methods: [get, POST], timeout: 5, headers: {x-key: sk-secret}',
    );
    expect(endpoint).toMatchObject({
      auth: false,
      includeSubpath: true,
      forwardHeaders: true,
      mergeQueryParams: true,
      defaultQueryParams: { a: '1' },
      methods: ['GET', 'POST'],
      timeoutMs: 5000,
    });
    expect(endpoint?.headers['x-key']?.reveal()).toBe('sk-secret');
    expect(JSON.stringify(endpoint)).not.toContain('sk-secret');
  });

  test('the general timeout counts where an endpoint has none', () => {
    const general = text('path: /x, target: http://h').replace(
      'general_settings:\n',
      'general_settings:\n  pass_through_request_timeout: 7\n',
    );
    expect(configOf(general).passThrough[0]?.timeoutMs).toBe(7000);
  });

  test("makes one Basic header of Langfuse's two keys", () => {
    const [endpoint] = read(
      'path: /x, target: http://h, headers: {LANGFUSE_PUBLIC_KEY: p, LANGFUSE_SECRET_KEY: s, a: b}',
    );
    expect(Object.keys(endpoint?.headers ?? {})).toEqual(['a', 'Authorization']);
    expect(endpoint?.headers['Authorization']?.reveal()).toBe('Basic cDpz');
  });

  test.each([
    ['target: http://h'],
    ['path: /x'],
    ['path: "/x/{id}", target: http://h'],
    ['path: /x, target: h'],
    ['path: /x, target: adapters.anthropic'],
  ])('refuses {%s}', (endpoint) => {
    const { config, findings } = loadText(text(endpoint));
    expect(config).toBeNull();
    expect(findings.filter(({ severity }) => severity === 'critical')).toMatchObject([
      { name: 'invalid-pass-through', position: { line: 4 } },
    ]);
  });

  test('refuses the same path twice, unless the methods differ', () => {
    const one = 'path: /x, target: http://h';
    expect(loadText(text(one, 'path: x/, target: http://i')).config).toBeNull();
    expect(read(`${one}, methods: [GET]`, `${one}, methods: [POST]`)).toHaveLength(2);
  });
});
