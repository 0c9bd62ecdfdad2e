import type { Collector, Findings, World } from '../collector.ts';
import type { Entity, Json, Relation } from '../fact.ts';
import {
  fieldAt,
  fieldsOf,
  listOf,
  numberOf,
  parseJson,
  textOf,
  textsOf,
  unavailable,
} from './findings.ts';

/** What a cluster runs; of secrets and config maps the names only. */
export const kubernetesCollector: Collector = {
  name: 'kubernetes',
  summary: 'nodes, pods, deployments, services, ingresses (kubectl get); names of secrets',
  collect: collectKubernetes,
};

const KINDS = ['nodes', 'pods', 'deployments', 'services', 'ingresses'];
const LIMITS = ['--request-timeout=20s'];
const NO_CLUSTER =
  /no configuration has been provided|connection to the server .* was refused|current-context is not set/i;

async function collectKubernetes(world: World): Promise<Findings> {
  if (!(await isConfigured(world))) return unavailable('no cluster is configured');
  const args = ['get', KINDS.join(','), '--all-namespaces', '--output=json', ...LIMITS];
  const result = await world.run('kubectl', args);
  if (result === null) return unavailable('there is no kubectl');
  if (NO_CLUSTER.test(result.stderr)) return unavailable('no cluster answers');
  if (result.code !== 0) throw new Error(`kubectl ended with ${result.code}: ${result.stderr}`);
  const items = listOf(fieldAt(parseJson('kubectl', result.stdout), 'items'));
  const found = items.flatMap((item) => toEntity(item));
  const names = await readNames(world);
  return {
    status: names === null ? 'partial' : 'ok',
    entities: [...found.map(({ entity }) => entity), ...(names ?? [])],
    relations: found.flatMap(({ relations }) => relations),
    samples: found.flatMap(({ entity, restarts }) =>
      restarts === null ? [] : [{ of: entity, name: 'restarts', value: restarts }],
    ),
    warnings: names === null ? ['names of secrets and config maps may not be listed'] : [],
  };
}

/** Without one, kubectl would try localhost:8080, whatever listens there. */
async function isConfigured(world: World): Promise<boolean> {
  if (world.variable('KUBECONFIG') !== null || world.variable('KUBERNETES_SERVICE_HOST') !== null) {
    return true;
  }
  const home = world.variable('HOME');
  return home !== null && (await world.readFile(`${home}/.kube/config`, 1)) !== null;
}

/** The plain table is printed by the server, which sends no contents with it. Null: it may not be seen. */
async function readNames(world: World): Promise<readonly Entity[] | null> {
  const entities: Entity[] = [];
  for (const [plural, kind] of [
    ['secrets', 'k8s_secret_name'],
    ['configmaps', 'k8s_configmap_name'],
  ] as const) {
    const args = ['get', plural, '--all-namespaces', '--no-headers', ...LIMITS];
    const result = await world.run('kubectl', args);
    if (result === null || result.code !== 0) return null;
    for (const line of result.stdout.split('\n')) {
      const [namespace, name] = line.trim().split(/\s+/);
      if (namespace === undefined || name === undefined) continue;
      entities.push({ kind, key: `${namespace}/${name}`, name, body: { namespace } });
    }
  }
  return entities;
}

interface Found {
  readonly entity: Entity;
  readonly relations: readonly Relation[];
  readonly restarts: number | null;
}

function toEntity(item: unknown): readonly Found[] {
  const type = textOf(fieldAt(item, 'kind'));
  const describe = DESCRIBERS[type];
  const name = textOf(fieldAt(item, 'metadata.name'));
  if (describe === undefined || name === '') return [];
  const namespace = textOf(fieldAt(item, 'metadata.namespace'));
  const key = namespace === '' ? name : `${namespace}/${name}`;
  // Annotations hold whole manifests, with whatever stands in them: they are not looked at.
  const common = { namespace, labels: textsOf(fieldAt(item, 'metadata.labels')) };
  const entity = {
    kind: `k8s_${type.toLowerCase()}`,
    key,
    name,
    body: { ...common, ...describe(item) },
  };
  const node = textOf(fieldAt(item, 'spec.nodeName'));
  const statuses = listOf(fieldAt(item, 'status.containerStatuses'));
  const restarts = statuses.reduce<number>(
    (sum, status) => sum + (numberOf(fieldAt(status, 'restartCount')) || 0),
    0,
  );
  return [
    {
      entity,
      relations:
        node === '' ? [] : [{ from: entity, rel: 'runs_on', to: { kind: 'k8s_node', key: node } }],
      restarts: type === 'Pod' ? restarts : null,
    },
  ];
}

const DESCRIBERS: Readonly<Record<string, (item: unknown) => Readonly<Record<string, Json>>>> = {
  Node: (item) => ({
    version: textOf(fieldAt(item, 'status.nodeInfo.kubeletVersion')),
    os: textOf(fieldAt(item, 'status.nodeInfo.osImage')),
    capacity: textsOf(fieldAt(item, 'status.capacity')),
    unschedulable: fieldAt(item, 'spec.unschedulable') === true,
  }),
  Pod: (item) => ({
    health: textOf(fieldAt(item, 'status.phase')),
    node: textOf(fieldAt(item, 'spec.nodeName')),
    images: imagesOf(fieldAt(item, 'spec')),
    ports: portsOf(fieldAt(item, 'spec')),
  }),
  Deployment: (item) => ({
    replicas: numberOf(fieldAt(item, 'spec.replicas')) || 0,
    images: imagesOf(fieldAt(item, 'spec.template.spec')),
    ports: portsOf(fieldAt(item, 'spec.template.spec')),
    selector: textsOf(fieldAt(item, 'spec.selector.matchLabels')),
  }),
  Service: (item) => ({
    type: textOf(fieldAt(item, 'spec.type')),
    address: textOf(fieldAt(item, 'spec.clusterIP')),
    selector: textsOf(fieldAt(item, 'spec.selector')),
    ports: listOf(fieldAt(item, 'spec.ports')).map((port) => numberOf(fieldAt(port, 'port')) || 0),
  }),
  Ingress: (item) => ({
    hosts: listOf(fieldAt(item, 'spec.rules')).map((rule) => textOf(fieldAt(rule, 'host'))),
    class: textOf(fieldAt(item, 'spec.ingressClassName')),
  }),
};

function containersOf(spec: unknown): readonly Readonly<Record<string, unknown>>[] {
  return listOf(fieldAt(spec, 'containers')).map(fieldsOf);
}

function imagesOf(spec: unknown): readonly string[] {
  return containersOf(spec).map((container) => textOf(container['image']));
}

function portsOf(spec: unknown): readonly number[] {
  return containersOf(spec)
    .flatMap((container) => listOf(container['ports']))
    .map((port) => numberOf(fieldAt(port, 'containerPort')) || 0);
}
