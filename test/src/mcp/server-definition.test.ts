import { expect, test } from '@jest/globals';
import { isAuthType, prefixOf } from '../../../src/mcp/server-definition.ts';
import { mcpServer } from '../../support/mcp-definitions.ts';

test('a server is called by its alias, else its name, else its id', () => {
  expect(prefixOf(mcpServer({ alias: 'short' }))).toBe('short');
  expect(prefixOf(mcpServer())).toBe('thing');
  expect(prefixOf(mcpServer({ name: '' }))).toBe('id-1');
});

test('knows the kinds of auth it can use', () => {
  expect(['none', 'oauth2', 'aws_sigv4'].map(isAuthType)).toEqual([true, true, false]);
});
