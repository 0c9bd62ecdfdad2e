import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadConfig } from '../../src/config/load.ts';
import { renderText } from '../../src/config/render/render-text.ts';
import { readYamlFile } from '../../src/config/yaml-document.ts';
import { rules } from '../../src/security/registry.ts';
import { scan } from '../../src/security/scan.ts';
import { CATALOGUE } from '../src/config/load-text.ts';
import { projectOf } from '../support/rule-cases.ts';

// A file that somebody, or something, has damaged: nobody may throw, hang, or point outside of it.

const SHIPPED = readFileSync(new URL('../../config.yaml', import.meta.url), 'utf8');
const RICH = `include: []
model_list:
  - &m
    model_name: "gpt"   # one
    litellm_params: {model: openai/gpt, api_key: os.environ/KEY, rpm: 10}
    model_info: {id: a, llmgw_timeouts: {connect: 1s}}
  - <<: *m
    model_name: two
litellm_settings:
  fallbacks: [{gpt: [two]}]
  drop_params: yes
general_settings:
  master_key: os.environ/MASTER
  pass_through_endpoints:
    - {path: /x, target: "http://127.0.0.1:1/x", headers: {Authorization: "bearer os.environ/KEY"}}
router_settings:
  routing_strategy: simple-shuffle
  num_retries: 3
mcp_servers:
  fs: {command: npx, args: ["-y", "pkg"], transport: stdio}
environment_variables:
  A: |
    block
    text
`;
const PIECES = [
  ...[
    '\t',
    '\r',
    '\u0000',
    '\uFEFF',
    '\u2028',
    '---\n',
    '...\n',
    '&a ',
    '*a',
    '!!binary ',
    '!x ',
    '<<: ',
    '? ',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ': ',
    '- ',
    '#',
    '"',
    "'",
    '|',
    '>',
    '%',
    '@',
    '`',
    ',',
    '\n',
    '  ',
    '\u{1F600}',
    'os.environ/',
  ],
];

type Mutation =
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'cut'; readonly at: number; readonly length: number }
  | { readonly kind: 'copy'; readonly at: number; readonly from: number; readonly length: number };

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    text: fc.constantFrom(...PIECES),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), length: fc.nat(40) }),
  fc.record({
    kind: fc.constant('copy' as const),
    at: fc.nat(),
    from: fc.nat(),
    length: fc.nat(80),
  }),
);

function mutate(text: string, mutations: readonly Mutation[]): string {
  let result = text;
  for (const change of mutations) {
    const at = change.at % (result.length + 1);
    if (change.kind === 'insert') result = result.slice(0, at) + change.text + result.slice(at);
    else if (change.kind === 'cut') result = result.slice(0, at) + result.slice(at + change.length);
    else {
      const from = change.from % (result.length + 1);
      result = result.slice(0, at) + result.slice(from, from + change.length) + result.slice(at);
    }
  }
  return result;
}

const damaged = fc
  .tuple(fc.constantFrom(SHIPPED, RICH), fc.array(mutation, { minLength: 1, maxLength: 8 }))
  .map(([text, mutations]) => mutate(text, mutations));

describe('a damaged configuration', () => {
  test('is loaded or refused, and every finding points into the file', () => {
    fc.assert(
      fc.property(damaged, (text) => {
        const lines = text.split(/\n/);
        const { findings } = loadConfig(
          { file: '/config.yaml', env: { KEY: 'k' }, providers: CATALOGUE },
          (path) => {
            if (path === '/config.yaml') return text;
            throw Object.assign(new Error('gone'), { code: 'ENOENT' });
          },
        );
        for (const { position } of findings) {
          if (position?.file !== '/config.yaml') continue;
          expect(position.line).toBeLessThanOrEqual(lines.length);
          expect(position.column).toBeLessThanOrEqual((lines[position.line - 1] ?? '').length + 1);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  test('is scanned by every rule, and every finding points into the file', () => {
    fc.assert(
      fc.property(damaged, (text) => {
        const lines = text.split('\n');
        const project = projectOf({
          'config.yaml': text,
          '.env': text,
          'compose.yaml': text,
          Dockerfile: text,
        });
        for (const { position, end } of scan(project, { rules, persona: 'auditor' })) {
          expect(position?.line).toBeLessThanOrEqual(lines.length);
          expect(end?.line ?? 1).toBeLessThanOrEqual(lines.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('is rendered without touching what is no reference', () => {
    fc.assert(
      fc.property(damaged, (text) => {
        for (const root of readYamlFile(text).roots) {
          const options = {
            set: new Map(),
            unresolved: 'keep',
            mask: 'none',
            looksSecret: () => false,
          } as const;
          const rendered = renderText({ text, root, file: 'c', variables: new Map(), ...options });
          expect(rendered.text).toBe(text);
        }
      }),
      { numRuns: 500 },
    );
  });
});
