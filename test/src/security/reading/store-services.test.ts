import { expect, test } from '@jest/globals';
import { composeServices } from '../../../../src/security/reading/compose-services.ts';
import { isRedisServer, openPorts } from '../../../../src/security/reading/store-services.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function project(service: string) {
  return projectOf({ 'compose.yaml': `services:\n  store: ${service}\n` });
}

test.each([
  ["{ports: ['5432:5432']}", 1],
  ["{ports: ['10.0.0.1:5432:5432']}", 1],
  ['{ports: [{target: 5432}]}', 1],
  ["{ports: ['127.0.0.1:5432:5432']}", 0],
  ["{ports: ['${BIND:-127.0.0.1}:5432:5432']}", 0],
  ["{ports: ['5432:80']}", 0],
  ["{ports: ['5000-5433:5000-5433']}", 0],
])('%s opens %i', (service, count) => {
  expect(openPorts(project(service), new Set([5432]))).toHaveLength(count);
});

test.each([
  ['redis:7-alpine', true],
  ['docker.io/valkey/valkey:8', true],
  ['redis/redis-stack-server:latest', true],
  ['oliver006/redis_exporter:v1', false],
  ['postgres:17', false],
])('%s is a server of Redis: %s', (image, isServer) => {
  const [service] = composeServices(project(`{image: '${image}'}`));
  expect(service !== undefined && isRedisServer(service)).toBe(isServer);
});
