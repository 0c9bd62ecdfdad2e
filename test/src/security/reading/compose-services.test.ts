import { describe, expect, test } from '@jest/globals';
import {
  composeServices,
  withDefaults,
} from '../../../../src/security/reading/compose-services.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function service(lines: string) {
  const [found] = composeServices(
    projectOf({
      'deploy/compose.yaml': `x-all: &all\n  image: litellm:1\nservices:\n  gateway:\n${lines}`,
    }),
  );
  return found;
}

describe('a service', () => {
  test('says what it runs and with which files', () => {
    const found = service(`    <<: *all
    entrypoint: [litellm]
    command: --port 4000
    env_file: [../.env, {path: other.env, required: false}]
    environment: {A: b}
    volumes: ['./config.yaml:/app/config.yaml', {type: bind, source: ./x, target: /x}]
    build: {context: .., dockerfile: Gateway.Dockerfile}
    network_mode: host
`);
    expect(found).toMatchObject({
      name: 'gateway',
      image: 'litellm:1',
      command: 'litellm --port 4000',
      envFiles: ['.env', 'deploy/other.env'],
      mounts: ['./config.yaml', './x'],
      dockerfile: 'Gateway.Dockerfile',
      usesHostNetwork: true,
      hasOutsideVariables: false,
    });
    expect(found?.environment.map(({ name, value }) => [name, value])).toEqual([['A', 'b']]);
  });

  test.each([
    ['an env file out of the project', '    env_file: /etc/gateway.env\n'],
    ['another service', '    extends: base\n'],
    ['secrets', '    secrets: [key]\n'],
  ])('gets variables from outside by %s', (_, lines) => {
    expect(service(lines)?.hasOutsideVariables).toBe(true);
  });

  test.each([
    ["'4000'", null],
    ["'4000:4000'", null],
    ["'127.0.0.1:4000:4000'", '127.0.0.1'],
    ["'[::1]:4000:4000'", '::1'],
    ["'${BIND:-127.0.0.1}:${PORT:-4000}:4000/tcp'", '127.0.0.1'],
    ["'${BIND}:4000:4000'", '?'],
    ['{target: 4000, published: 4000, host_ip: 10.0.0.1}', '10.0.0.1'],
  ])('publishes %s on %s', (port, hostIp) => {
    expect(service(`    ports: [${port}]\n`)?.ports.map((one) => one.hostIp)).toEqual([hostIp]);
  });
});

test.each([
  ["'4000:5432'", 5432],
  ["'5432/tcp'", 5432],
  ["'${BIND}:4000:${PORT:-5432}'", 5432],
  ['{target: 5432}', 5432],
  ["'5000-5002:5000-5002'", null],
])('%s leads to the port %s of the container', (port, target) => {
  expect(service(`    ports: [${port}]\n`)?.ports.map((one) => one.target)).toEqual([target]);
});

test('a variable stands for its default', () => {
  expect(withDefaults('${A:-x}-${B-y}-${C}-$D-${E:?no}')).toBe('x-y-?-?-?');
});
