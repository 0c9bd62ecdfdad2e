import { describe, expect, test } from '@jest/globals';
import {
  gatewayContainers,
  hasTls,
  publicBinds,
  runsLitellm,
} from '../../../../src/security/reading/deployment-context.ts';
import type { Sample } from '../../../../src/security/rule.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function names(services: string, files: Sample = {}): readonly string[] {
  return gatewayContainers(projectOf({ 'compose.yaml': `services:\n${services}`, ...files })).map(
    ({ name }) => name,
  );
}

describe('a container runs a gateway', () => {
  test.each([
    'ghcr.io/berriai/litellm:main-latest',
    'docker.litellm.ai/berriai/litellm-database:v1.84.0',
    'litellm/litellm',
    'registry.example.com/team/my-litellm:3',
    'acme/llmgw@sha256:00',
  ])('by its image %s', (image) => {
    expect(names(`  a: {image: '${image}'}\n`)).toEqual(['a']);
  });

  test.each([
    'acme/litellm-postgres:17',
    'postgres:17',
    'litellm.example.com/shop:1',
    'litellm-redis',
  ])('but not by %s', (image) => {
    expect(names(`  a: {image: '${image}'}\n`)).toEqual([]);
  });

  test('by what it starts', () => {
    expect(names('  a: {image: python, command: python app.py --litellm}\n')).toEqual([]);
    expect(names('  a: {image: python, command: [litellm, --port, "4000"]}\n')).toEqual(['a']);
  });

  test('by the configuration it mounts', () => {
    const files = { 'config.yaml': 'model_list: []\n' };
    expect(names("  a: {image: '${IMAGE}', volumes: ['./config.yaml:/c']}\n", files)).toEqual([
      'a',
    ]);
  });

  test('by the Dockerfile it is built from', () => {
    const files = { Dockerfile: 'FROM litellm:1\n' };
    expect(names('  a: {build: .}\n', files)).toEqual(['a', 'Dockerfile']);
  });

  test('but not in an example', () => {
    const files = { 'examples/compose.yaml': 'services: {a: {image: "litellm:1"}}\n' };
    expect(gatewayContainers(projectOf(files))).toEqual([]);
  });
});

test('this gateway is not LiteLLM', () => {
  const project = projectOf({
    'compose.yaml': 'services: {a: {image: llmgw}, b: {image: litellm}}\n',
  });
  expect(gatewayContainers(project).map(runsLitellm)).toEqual([false, true]);
});

describe('strangers reach it', () => {
  const places = (files: Sample) =>
    publicBinds(projectOf(files)).map(({ file, path }) => [file, path]);

  test('by a port that is published on more than the own machine', () => {
    const compose = (port: string) => ({
      'compose.yaml': `services: {a: {image: litellm, ports: ['${port}']}}\n`,
    });
    expect(places(compose('4000:4000'))).toEqual([['compose.yaml', 'services.a.ports[0]']]);
    expect(places(compose('10.0.0.1:4000:4000'))).toHaveLength(1);
    expect(places(compose('127.0.0.1:4000:4000'))).toEqual([]);
  });

  test('not by a Dockerfile that listens everywhere when compose decides', () => {
    const files = {
      Dockerfile: 'FROM litellm\nCMD --host 0.0.0.0\n',
      'compose.yaml': "services: {a: {build: ., ports: ['127.0.0.1:4000:4000']}}\n",
    };
    expect(places(files)).toEqual([]);
    expect(places({ Dockerfile: files.Dockerfile })).toEqual([['Dockerfile', null]]);
  });

  test('by a script, unless the line is a comment', () => {
    expect(places({ 'run.sh': 'llmgw serve --host=::\n' })).toEqual([['run.sh', null]]);
    expect(places({ 'run.sh': '# llmgw serve --host 0.0.0.0\n' })).toEqual([]);
  });

  test('not by the service of another pod', () => {
    const files = {
      'k8s.yaml': `apiVersion: v1
kind: Pod
metadata: {labels: {app: gateway}}
spec: {containers: [{name: a, image: litellm}]}
---
apiVersion: v1
kind: Service
spec: {type: NodePort, selector: {app: shop}}
`,
    };
    expect(places(files)).toEqual([]);
  });
});

describe('TLS', () => {
  const tls = (files: Sample) => {
    const project = projectOf(files);
    return publicBinds(project).map((bind) => hasTls(project, bind));
  };
  const COMPOSE = "services:\n  a:\n    image: litellm\n    ports: ['443:4000']\n";

  test('is its own or that of a proxy beside it', () => {
    expect(tls({ 'compose.yaml': COMPOSE })).toEqual([false]);
    expect(tls({ 'compose.yaml': `${COMPOSE}    environment: [SSL_KEYFILE_PATH=/k]\n` })).toEqual([
      true,
    ]);
    expect(tls({ 'compose.yaml': `${COMPOSE}    command: --ssl_keyfile_path /k\n` })).toEqual([
      true,
    ]);
    expect(tls({ 'compose.yaml': `${COMPOSE}  b: {image: 'nginx:1'}\n` })).toEqual([true]);
  });

  test('is not seen behind a script', () => {
    expect(tls({ 'run.sh': 'litellm --host 0.0.0.0\n' })).toEqual([false]);
  });
});
