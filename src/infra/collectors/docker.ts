import type { Collector, Findings, HttpTarget, World } from '../collector.ts';
import type { Entity, Relation } from '../fact.ts';
import { fieldAt, fieldsOf, listOf, numberOf, textOf, textsOf, unavailable } from './findings.ts';

/** Containers and images of the docker engine. */
export const dockerCollector: Collector = {
  name: 'docker',
  summary: 'containers and images (GETs on the docker socket)',
  collect: collectDocker,
};

const DEFAULT_SOCKET = '/var/run/docker.sock';
const API = '/v1.41';

async function collectDocker(world: World): Promise<Findings> {
  const at = target(world.variable('DOCKER_HOST'));
  if (at === null) return unavailable('DOCKER_HOST is neither a socket nor http on this machine');
  const info = await world.getJson(at(`${API}/info`));
  if (info === null) return unavailable('no docker engine answers');
  const containers = listOf(await world.getJson(at(`${API}/containers/json?all=1`)));
  const images = listOf(await world.getJson(at(`${API}/images/json`)));
  const found = containers.map(toContainer);
  const engine: Entity = {
    kind: 'docker',
    key: 'engine',
    name: textOf(fieldAt(info, 'Name')) || 'docker',
    body: {
      version: textOf(fieldAt(info, 'ServerVersion')),
      storage: textOf(fieldAt(info, 'Driver')),
      root: textOf(fieldAt(info, 'DockerRootDir')),
    },
  };
  return {
    status: 'ok',
    entities: [engine, ...images.map(toImage), ...found.map(({ entity }) => entity)],
    relations: found.flatMap(({ relations }) => relations),
    samples: [],
    warnings: [],
  };
}

function target(host: string | null): ((path: string) => HttpTarget) | null {
  if (host === null || host === '') return (path) => ({ socketPath: DEFAULT_SOCKET, path });
  if (host.startsWith('unix://')) return (path) => ({ socketPath: host.slice(7), path });
  const http = /^tcp:\/\/(.+)$/.exec(host)?.[1];
  return http === undefined ? null : (path) => ({ url: `http://${http}${path}` });
}

function toImage(value: unknown): Entity {
  const image = fieldsOf(value);
  const tags = listOf(image['RepoTags']).map(textOf).sort();
  const id = textOf(image['Id']);
  return {
    kind: 'image',
    key: id,
    name: tags[0] ?? id.slice(0, 19),
    body: {
      tags,
      digests: listOf(image['RepoDigests']).map(textOf).sort(),
      bytes: numberOf(image['Size']) || 0,
    },
  };
}

function toContainer(value: unknown): {
  readonly entity: Entity;
  readonly relations: readonly Relation[];
} {
  const container = fieldsOf(value);
  const name = textOf(listOf(container['Names'])[0]).replace(/^\//, '') || textOf(container['Id']);
  const ports = listOf(container['Ports']).map(fieldsOf);
  const status = textOf(container['Status']);
  const entity: Entity = {
    kind: 'container',
    key: name,
    name,
    body: {
      image: textOf(container['Image']),
      image_id: textOf(container['ImageID']),
      command: textOf(container['Command']),
      state: textOf(container['State']),
      // "Up 3 hours (healthy)": the hours change by themselves.
      health:
        /\((healthy|unhealthy|health: starting)\)/.exec(status)?.[1] ?? textOf(container['State']),
      labels: textsOf(container['Labels']),
      ports: ports.map(describePort).sort(),
      networks: Object.keys(fieldsOf(fieldAt(container, 'NetworkSettings.Networks'))).sort(),
      mounts: listOf(container['Mounts'])
        .map(
          (mount) => `${textOf(fieldAt(mount, 'Source'))}:${textOf(fieldAt(mount, 'Destination'))}`,
        )
        .sort(),
    },
  };
  const image = { kind: 'image', key: textOf(container['ImageID']) };
  const published = ports.filter((port) => numberOf(port['PublicPort']) > 0);
  return {
    entity,
    relations: [
      { from: entity, rel: 'uses', to: image },
      ...published.map((port): Relation => {
        const key = `${textOf(port['Type'])}/${textOf(port['IP'])}/${numberOf(port['PublicPort'])}`;
        return { from: entity, rel: 'publishes', to: { kind: 'port', key } };
      }),
    ],
  };
}

function describePort(port: Readonly<Record<string, unknown>>): string {
  const inner = `${numberOf(port['PrivatePort'])}/${textOf(port['Type'])}`;
  const outer = numberOf(port['PublicPort']);
  return outer > 0 ? `${textOf(port['IP'])}:${outer}->${inner}` : inner;
}
