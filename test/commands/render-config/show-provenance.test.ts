import { expect, test } from '@jest/globals';
import { provenanceJson, withComments } from '../../../commands/render-config/show-provenance.ts';
import type { Rendered } from '../../../src/config/render/render-text.ts';

const RENDERED: Rendered = {
  text: 'a: x\r\nb: [y, z]  # old\nc: w\n',
  missing: [],
  unknownPaths: [],
  values: [
    {
      path: 'a',
      variable: 'A',
      source: { kind: 'process-env', name: 'A' },
      overrode: [],
      isMasked: true,
    },
    {
      path: 'b[1]',
      variable: 'B',
      source: { kind: 'env-file', name: 'B', file: '.env', line: 3 },
      overrode: [],
      isMasked: false,
    },
    {
      path: 'c',
      variable: null,
      source: { kind: 'literal', file: 'f', line: 3 },
      overrode: [],
      isMasked: true,
    },
  ],
};

test('comments go to the ends of lines whose values did not stand there', () => {
  expect(withComments(RENDERED)).toBe(
    'a: x  # from environment\r\nb: [y, z]  # old  # from .env:3\nc: w\n',
  );
});

test('the document names sources and never values', () => {
  expect(JSON.parse(provenanceJson(RENDERED))).toEqual({
    schema: 'llmgw.provenance/v1',
    values: [
      { path: 'a', source: { kind: 'process-env', name: 'A' }, masked: true },
      {
        path: 'b[1]',
        source: { kind: 'env-file', name: 'B', file: '.env', line: 3 },
        masked: false,
      },
      { path: 'c', source: { kind: 'literal', file: 'f', line: 3 }, masked: true },
    ],
  });
});
