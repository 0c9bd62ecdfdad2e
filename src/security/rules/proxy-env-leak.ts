import type { Project } from '../project.ts';
import { secretMatch } from '../reading/visible-place.ts';
import { assignmentsTo } from '../reading/assignments.ts';
import { hostsOf, isDockerHost } from '../reading/hosts.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW313. */
export const proxyEnvLeak: Rule = {
  code: 'LGW313',
  name: 'proxy-env-leak',
  summary: 'Requests go by a proxy that should not see them, or its password stands here.',
  severity: 'info',
  confidence: 'medium',
  persona: 'pedantic',
  fix: 'none',
  why:
    'HTTP_PROXY and HTTPS_PROXY count for every request. Without NO_PROXY those to hosts of your own ' +
    'network leave it, in clear text where they are plain HTTP. A password in the address of the ' +
    'proxy shows in the environment of every process.',
  help: 'list your own hosts in NO_PROXY, and let the proxy know the machine without a password',
  bad: {
    'config.yaml': `model_list:
  - model_name: local
    litellm_params:
      model: ollama/llama3.2
      api_base: http://ollama:11434
`,
    '.env': 'HTTP_PROXY=http://proxy.example.com:3128\n',
  },
  good: {
    'config.yaml': `model_list:
  - model_name: local
    litellm_params:
      model: ollama/llama3.2
      api_base: http://ollama:11434
`,
    '.env': 'HTTP_PROXY=http://proxy.example.com:3128\nNO_PROXY=ollama\n',
  },
  references: ['https://docs.litellm.ai/docs/guides/security_settings'],
  check,
};

const PROXIES = new Set([
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'all_proxy',
]);
const EXCEPTIONS = new Set(['NO_PROXY', 'no_proxy']);
const WITH_PASSWORD = /^[a-z\d+]+:\/\/[^/@\s]*:[^/@\s]+@/i;

function* check(project: Project): Generator<Match> {
  const proxies = assignmentsTo(project, PROXIES).filter(({ value }) => (value ?? '') !== '');
  const hasExceptions = assignmentsTo(project, EXCEPTIONS).length > 0;
  const leaks = !hasExceptions && hasPrivateBase(project);
  for (const proxy of proxies) {
    if (WITH_PASSWORD.test(proxy.value ?? ''))
      yield secretMatch(project, proxy, 'the password of the proxy stands in its address');
    else if (leaks)
      yield secretMatch(
        project,
        proxy,
        'requests to your own network go by this proxy: NO_PROXY is not set',
      );
  }
}

function hasPrivateBase(project: Project): boolean {
  return hostsOf(project).some(
    ({ role, address }) =>
      role === 'upstream' &&
      !isDockerHost(address) &&
      (address.reach === 'private' || address.reach === 'internal-name'),
  );
}
