import { expect, test } from '@jest/globals';
import { parseCondition } from '../../../../src/infra/query/conditions.ts';

test.each([
  ['port=4000', { path: ['port'], op: '=', values: ['4000'] }],
  ['command ~ vllm serve', { path: ['command'], op: '~', values: ['vllm serve'] }],
  ['a!=', { path: ['a'], op: '!=', values: [''] }],
  ['a!~b', { path: ['a'], op: '!~', values: ['b'] }],
  ['limits.rpm>=100', { path: ['limits', 'rpm'], op: '>=', values: ['100'] }],
  ['load<-1.5', { path: ['load'], op: '<', values: ['-1.5'] }],
  ['state in a, b', { path: ['state'], op: 'in', values: ['a', 'b'] }],
  ['gpu exists', { path: ['gpu'], op: 'exists', values: [] }],
  ['gpu', { path: ['gpu'], op: 'exists', values: [] }],
  [`x='; drop table y; --`, { path: ['x'], op: '=', values: [`'; drop table y; --`] }],
])('%s', (text, condition) => {
  expect(parseCondition(text)).toEqual(condition);
});

test.each(['', 'a b', '=1', 'port>many', `a'b=1`])('not a condition: %j', (text) => {
  expect(() => parseCondition(text)).toThrow('cannot read the condition');
});
