import { expect, test } from '@jest/globals';
import { dockerCollector } from '../../../../src/infra/collectors/docker.ts';
import { playWorld } from '../../../support/infra-world.ts';

const SOCKET = '/var/run/docker.sock';
const IMAGE = `sha256:${'ab'.repeat(32)}`;
const answers = {
  [`${SOCKET}:/v1.41/info`]: { Name: 'gw-1', ServerVersion: '28.2', Driver: 'overlay2' },
  [`${SOCKET}:/v1.41/images/json`]: [
    { Id: IMAGE, RepoTags: ['redis:7', 'redis:latest'], RepoDigests: null, Size: 10 },
  ],
  [`${SOCKET}:/v1.41/containers/json?all=1`]: [
    {
      Id: 'c1',
      Names: ['/cache'],
      Image: 'redis:7',
      ImageID: IMAGE,
      Command: 'redis-server --requirepass canary',
      State: 'running',
      Status: 'Up 3 hours (unhealthy)',
      Labels: { app: 'x' },
      Ports: [
        { IP: '0.0.0.0', PrivatePort: 6379, PublicPort: 6380, Type: 'tcp' },
        { PrivatePort: 9, Type: 'udp' },
      ],
      Mounts: [{ Source: '/data', Destination: '/var' }],
      NetworkSettings: { Networks: { bridge: {} } },
    },
  ],
};

test('containers, images, and the ports they publish', async () => {
  const { status, entities, relations } = await dockerCollector.collect(playWorld({ answers }));
  expect(status).toBe('ok');
  expect(entities.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'docker gw-1',
    'image redis:7',
    'container cache',
  ]);
  expect(entities[2]?.body).toMatchObject({
    ...{ state: 'running', health: 'unhealthy', networks: ['bridge'], mounts: ['/data:/var'] },
    ports: ['0.0.0.0:6380->6379/tcp', '9/udp'],
  });
  expect(relations.map(({ rel, to }) => [rel, to.key])).toEqual([
    ['uses', IMAGE],
    ['publishes', 'tcp/0.0.0.0/6380'],
  ]);
});

test('how long it has been up is not a fact', async () => {
  const found = await dockerCollector.collect(playWorld({ answers }));
  expect(JSON.stringify(found)).not.toContain('3 hours');
});

test('no engine is no failure; one that answers with an error is', async () => {
  expect((await dockerCollector.collect(playWorld({}))).status).toBe('unavailable');
  const remote = playWorld({ variables: { DOCKER_HOST: 'ssh://elsewhere' } });
  expect((await dockerCollector.collect(remote)).status).toBe('unavailable');
  const broken = { [`${SOCKET}:/v1.41/info`]: new Error('it answered with status 500') };
  await expect(dockerCollector.collect(playWorld({ answers: broken }))).rejects.toThrow('500');
});

test('DOCKER_HOST says where it is', async () => {
  const info = { Name: 'there' };
  for (const [host, place] of [
    ['unix:///run/me/docker.sock', '/run/me/docker.sock:/v1.41/info'],
    ['tcp://127.0.0.1:2375', 'http://127.0.0.1:2375/v1.41/info'],
  ] as const) {
    const world = playWorld({ variables: { DOCKER_HOST: host }, answers: { [place]: info } });
    expect((await dockerCollector.collect(world)).entities[0]?.name).toBe('there');
  }
});
