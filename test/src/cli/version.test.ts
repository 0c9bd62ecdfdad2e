import { expect, test } from '@jest/globals';
import { renderVersion, VERSION } from '../../../src/cli/version.ts';

test('the version is one word, or one document', () => {
  expect(renderVersion(false)).toBe(`${VERSION}\n`);
  expect(JSON.parse(renderVersion(true))).toEqual({
    schema: 'llmgw.version.v1',
    version: VERSION,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  });
});
