import { expect, test } from '@jest/globals';
import { parseAssertion, valueAt } from '../../../../src/infra/query/assertion.ts';

const rows = [
  { kind: 'port', body: { port: 4000, process: 'node' } },
  { kind: 'port', body: { port: 80, process: 'nginx' } },
];

test.each([
  ['count=2', true],
  ['count == 2', true],
  ['count>2', false],
  ['count >= 2', true],
  ['count != 2', false],
  ['count<3', true],
  ['all kind=port', true],
  ['all port>100', false],
  ['any port=4000', true],
  ['any process ~ NOD', true],
  ['none process~nc', true],
  ['none process = nginx', false],
  ['all body.port<=4000', true],
  ['any missing=x', false],
  ['all process!~z', true],
])('%s is %s', (text, holds) => {
  expect(parseAssertion(text).holds(rows)).toBe(holds);
});

test.each(['', 'count', 'some a=b', 'all a', 'count > x'])('not an assertion: %j', (text) => {
  expect(() => parseAssertion(text)).toThrow('cannot read the assertion');
});

test('a path leads to what is there, not to what every object has', () => {
  expect(valueAt({ a: [{ b: 1 }] }, 'a.0.b')).toBe(1);
  expect(valueAt({}, 'constructor.name')).toBeUndefined();
  expect(valueAt(null, 'a')).toBeUndefined();
});
