import { expect, test } from '@jest/globals';
import { socketsCollector } from '../../../../src/infra/collectors/sockets.ts';
import { playWorld } from '../../../support/infra-world.ts';
import { RECORDED_HOST } from '../../../support/recorded-host.ts';

test('who listens where, by whose open file the socket is', async () => {
  const { status, entities, relations, samples, warnings } = await socketsCollector.collect(
    playWorld(RECORDED_HOST),
  );
  expect(status).toBe('ok');
  expect(entities.map(({ key, body }) => [key, body['process'], body['group']])).toEqual([
    ['tcp/0.0.0.0/4000', 'node', 'llmgw.service'],
    ['tcp/127.0.0.1/5432', expect.stringMatching(/^postgres/), null],
    ['tcp/127.0.0.1/80', null, undefined],
  ]);
  expect(relations.map(({ from, rel, to }) => [from.kind, rel, to.key])).toEqual([
    ['process', 'listens', 'tcp/0.0.0.0/4000'],
    ['process', 'listens', 'tcp/127.0.0.1/5432'],
  ]);
  expect(samples.map(({ value }) => value)).toEqual([9_900, 9_950]);
  expect(warnings).toEqual([expect.stringContaining('1 ports are of processes')]);
});

test('without /proc there is nothing to look at', async () => {
  expect((await socketsCollector.collect(playWorld({}))).status).toBe('unavailable');
});
