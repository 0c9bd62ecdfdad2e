import { expect, test } from '@jest/globals';
import { describeFact } from '../../../../src/infra/query/describe-fact.ts';
import { portFact } from '../../../support/infra-facts.ts';

test('a port is told with who listens', () => {
  expect(describeFact(portFact())).toBe('tcp 0.0.0.0:4000, process node (node llmgw.js serve)');
  const body = { protocol: 'tcp', address: '::', port: 1, process: null };
  expect(describeFact(portFact({ body, links: [] }))).toBe('tcp :::1, process unknown');
});

test('anything else by its fields, and what it has to do with others', () => {
  const links = [{ outgoing: true, rel: 'uses', kind: 'image', key: 'i', name: 'redis:7' }];
  const body = { state: 'running', ports: ['80/tcp'], empty: null, limits: { rpm: 1 } };
  expect(describeFact(portFact({ kind: 'container', body, links }))).toBe(
    'state running, ports 80/tcp, limits {"rpm":1}; uses image redis:7',
  );
  const incoming = [{ outgoing: false, rel: 'uses', kind: 'container', key: 'c', name: 'c' }];
  expect(describeFact(portFact({ kind: 'image', body: {}, links: incoming }))).toBe(
    'container c uses it',
  );
});

test('in one line that is not endless', () => {
  const line = describeFact(portFact({ kind: 'x', body: { text: 'a\nb'.repeat(1_000) } }));
  expect(line).toMatch(/^text a ba b.*…$/);
  expect(line).toHaveLength(160);
});
