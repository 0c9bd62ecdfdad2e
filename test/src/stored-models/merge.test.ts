import { expect, test } from '@jest/globals';
import { mergeStored } from '../../../src/stored-models/merge.ts';
import { gatewayConfig } from '../../support/config-literals.ts';

const file = gatewayConfig({
  deployments: [{ id: 'in-file', modelName: 'gpt' }],
  unserved: new Map([['other', 'why']]),
});
const stored = gatewayConfig({
  deployments: [
    { id: 'in-file', modelName: 'gpt', model: 'another' },
    { id: 'stored', modelName: 'gpt' },
    { id: 'new', modelName: 'other' },
  ],
}).deployments;

test('models of the database join the groups of the file; the file keeps its ids', () => {
  const merged = mergeStored(file, { deployments: stored, environment: {} });
  expect(merged.deployments.map(({ id, modelName }) => [id, modelName])).toEqual([
    ['in-file', 'gpt'],
    ['stored', 'gpt'],
    ['new', 'other'],
  ]);
  expect(merged.deployments[0]?.model).toBe('upstream-model');
  expect([...merged.unserved.keys()]).toEqual([]);
});

test('variables of the database are set, as secrets, and the hash tells of it', () => {
  const merged = mergeStored(file, { deployments: [], environment: { KEY: 'value' } });
  expect(merged.environment['KEY']?.reveal()).toBe('value');
  expect(JSON.stringify(merged)).not.toContain('"value"');
  expect(merged.hash).not.toBe(file.hash);
});

test('a database that adds nothing changes nothing', () => {
  expect(mergeStored(file, { deployments: [], environment: {} })).toBe(file);
});
