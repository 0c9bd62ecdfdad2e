import type { Severity } from '../../diagnostics/finding.ts';
import type { Project } from '../project.ts';
import { gatewayContainers } from '../reading/deployment-context.ts';
import { hostsOf, isForwarded, placeOfHost } from '../reading/hosts.ts';
import { purposeOf } from '../reading/purpose.ts';
import { isDevelopment } from '../reading/profile.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW310. */
export const hardcodedLoopback: Rule = {
  code: 'LGW310',
  name: 'hardcoded-loopback',
  summary: 'An address of the same machine in the configuration of a gateway.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'In a container `localhost` is the container itself: nothing answers there. Where the project ' +
    'runs the gateway in one it is a warning, unless the container shares the network of its host. ' +
    'Otherwise it is only mentioned, and so it is in a file for development: a model server on the ' +
    'same laptop is the usual case.',
  help: 'write the name of the service, `host.docker.internal` for the host, or `os.environ/NAME`',
  bad: {
    'config.yaml': `model_list:
  - model_name: local
    litellm_params:
      model: ollama/llama3.2
      api_base: http://localhost:11434
`,
    Dockerfile: 'FROM ghcr.io/berriai/litellm:v1.84.0\nCOPY config.yaml /app/\n',
  },
  good: {
    'config.yaml': `model_list:
  - model_name: local
    litellm_params:
      model: ollama/llama3.2
      api_base: os.environ/OLLAMA_API_BASE
`,
    Dockerfile: 'FROM ghcr.io/berriai/litellm:v1.84.0\nCOPY config.yaml /app/\n',
  },
  references: ['https://docs.docker.com/engine/network/'],
  check,
};

function* check(project: Project): Generator<Match> {
  const isContained = gatewayContainers(project).some((one) => !one.usesHostNetwork);
  for (const host of hostsOf(project)) {
    const { file, address, role } = host;
    if (address.reach !== 'loopback' || isForwarded(role)) continue;
    const severity = isContained ? severityIn(file.path) : 'info';
    yield {
      ...placeOfHost(host),
      message:
        severity === 'warning'
          ? 'in a container this address is the container itself'
          : 'this address only works on one machine',
      severity,
    };
  }
}

function severityIn(path: string): Severity {
  return isDevelopment(path) || purposeOf(path) !== 'use' ? 'info' : 'warning';
}
