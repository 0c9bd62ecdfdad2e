import { expect, test } from '@jest/globals';
import { kubernetesCollector } from '../../../../src/infra/collectors/kubernetes.ts';
import { playWorld, type RecordedWorld } from '../../../support/infra-world.ts';

const GET =
  'kubectl get nodes,pods,deployments,services,ingresses --all-namespaces --output=json --request-timeout=20s';
const NAMES = (plural: string): string =>
  `kubectl get ${plural} --all-namespaces --no-headers --request-timeout=20s`;
const variables = { KUBECONFIG: '/x' };
const meta = (name: string, namespace?: string): unknown => ({
  ...{ name, labels: { app: 'x' }, annotations: { last: 'canary' } },
  ...(namespace === undefined ? {} : { namespace }),
});
const container = {
  ...{ image: 'litellm:1', ports: [{ containerPort: 4000 }] },
  env: [{ name: 'OPENAI_API_KEY', value: 'canary' }],
};
const items = [
  {
    kind: 'Node',
    metadata: meta('n1'),
    status: { nodeInfo: { kubeletVersion: 'v1.30' }, capacity: { cpu: '4' } },
  },
  {
    ...{
      kind: 'Pod',
      metadata: meta('p1', 'llm'),
      spec: { nodeName: 'n1', containers: [container] },
    },
    status: { phase: 'Running', containerStatuses: [{ restartCount: 3 }] },
  },
  {
    kind: 'Deployment',
    metadata: meta('d1', 'llm'),
    spec: { replicas: 2, template: { spec: { containers: [container] } } },
  },
  {
    kind: 'Service',
    metadata: meta('s1', 'llm'),
    spec: { type: 'ClusterIP', ports: [{ port: 80 }] },
  },
  { kind: 'Ingress', metadata: meta('i1', 'llm'), spec: { rules: [{ host: 'llm.example' }] } },
  { kind: 'Surprise', metadata: meta('x') },
];
const programs = {
  [GET]: JSON.stringify({ items }),
  [NAMES('secrets')]: 'llm   keys   Opaque   2   3d\n',
  [NAMES('configmaps')]: 'llm   conf   1   3d\n',
};

async function collect(recording: RecordedWorld): ReturnType<typeof kubernetesCollector.collect> {
  return kubernetesCollector.collect(playWorld(recording));
}

test('what a cluster runs, without environments and annotations; secrets by name', async () => {
  const found = await collect({ variables, programs });
  expect(found.status).toBe('ok');
  expect(found.entities.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
    ...['k8s_node n1', 'k8s_pod llm/p1', 'k8s_deployment llm/d1', 'k8s_service llm/s1'],
    ...['k8s_ingress llm/i1', 'k8s_secret_name llm/keys', 'k8s_configmap_name llm/conf'],
  ]);
  expect(found.entities[1]?.body).toMatchObject({
    health: 'Running',
    images: ['litellm:1'],
    ports: [4000],
  });
  expect(found.relations).toMatchObject([{ rel: 'runs_on', to: { key: 'n1' } }]);
  expect(found.samples).toMatchObject([{ name: 'restarts', value: 3 }]);
  expect(JSON.stringify(found)).not.toContain('canary');
});

test('names that may not be listed leave the rest', async () => {
  const { status, entities } = await collect({
    variables,
    programs: { [GET]: programs[GET] ?? '' },
  });
  expect([status, entities.length]).toEqual(['partial', 5]);
});

test('without a cluster there is nothing to look at, and nobody is asked', async () => {
  expect((await collect({ programs })).status).toBe('unavailable');
  expect((await collect({ variables })).status).toBe('unavailable');
  const refused = {
    code: 1,
    stdout: '',
    stderr: 'The connection to the server localhost:8080 was refused',
  };
  expect((await collect({ variables, programs: { [GET]: refused } })).status).toBe('unavailable');
  const home = { variables: { HOME: '/root' }, files: { '/root/.kube/config': 'x' }, programs };
  expect((await collect(home)).status).toBe('ok');
});

test('a cluster that fails, or answers with half a document, is a failure', async () => {
  const denied = { code: 1, stdout: '', stderr: 'Unauthorized' };
  await expect(collect({ variables, programs: { [GET]: denied } })).rejects.toThrow('Unauthorized');
  await expect(collect({ variables, programs: { [GET]: '{"items":[' } })).rejects.toThrow(
    'no JSON',
  );
});
