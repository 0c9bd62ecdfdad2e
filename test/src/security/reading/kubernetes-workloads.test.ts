import { expect, test } from '@jest/globals';
import {
  kubernetesContainers,
  kubernetesObjects,
} from '../../../../src/security/reading/kubernetes-workloads.ts';
import { projectOf } from '../../../support/rule-cases.ts';

const POD = `      containers:
        - name: gateway
          image: litellm:1
          args: [--port, '4000']
          env:
            - {name: A, value: b}
            - {name: KEY, valueFrom: {secretKeyRef: {name: x, key: y}}}
          envFrom: [{secretRef: {name: x}}]
`;

test('a deployment has the containers of its template', () => {
  const text = `apiVersion: apps/v1
kind: Deployment
spec:
  template:
    metadata: {labels: {app: gateway}}
    spec:
      hostNetwork: true
${POD}`;
  const [container, ...rest] = kubernetesContainers(projectOf({ 'k8s.yaml': text }));
  expect(rest).toEqual([]);
  expect(container).toMatchObject({
    name: 'gateway',
    image: 'litellm:1',
    command: '--port 4000',
    hasOutsideVariables: true,
    usesHostNetwork: true,
    labels: { app: 'gateway' },
  });
  expect(container?.environment.map(({ name, value }) => [name, value])).toEqual([
    ['A', 'b'],
    ['KEY', null],
  ]);
});

test('a cron job has them deeper, a pod has them itself', () => {
  const project = projectOf({
    'job.yaml': `apiVersion: batch/v1\nkind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec: {containers: [{name: a}]}\n`,
    'pod.yaml': 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: b}]}\n',
  });
  expect(kubernetesContainers(project).map(({ name }) => name)).toEqual(['a', 'b']);
});

test('a list holds several objects, and so does a file', () => {
  const text = `apiVersion: v1
kind: List
items: [{kind: Service, metadata: {name: a}}, {kind: Ingress, metadata: {name: b}}]
---
apiVersion: v1
kind: Secret
`;
  const objects = kubernetesObjects(projectOf({ 'k8s.yaml': text }));
  expect(objects.map(({ kind, name }) => [kind, name])).toEqual([
    ['Service', 'a'],
    ['Ingress', 'b'],
    ['Secret', ''],
  ]);
});
