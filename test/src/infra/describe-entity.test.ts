import { expect, test } from '@jest/globals';
import { describeEntity } from '../../../src/infra/describe-entity.ts';

test('an entity is found by its names, its fields, and what people call its kind', () => {
  const body = { port: 4000, command: ['node', 'x.js'], deep: { list: [{ a: 1 }], no: null } };
  expect(describeEntity({ kind: 'port', key: 'tcp/*/4000', name: '4000', body })).toEqual({
    title: 'port 4000 tcp/*/4000',
    text: 'listens on port, listening, open\nport: 4000\ncommand: node x.js\ndeep list a: 1',
  });
});

test('a text that nobody reads to its end is cut', () => {
  const body = { text: 'x'.repeat(200_000) };
  expect(describeEntity({ kind: 'file', key: 'k', name: 'n', body }).text).toHaveLength(100_000);
});
