import type { Project } from '../project.ts';
import type { Address } from '../reading/address.ts';
import { gatewayContainers, publicBinds } from '../reading/deployment-context.ts';
import { hostsOf, isForwarded, placeOfHost } from '../reading/hosts.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW309. */
export const linkLocalOrPrivateTarget: Rule = {
  code: 'LGW309',
  name: 'link-local-or-private-target',
  summary: 'Callers’ requests are forwarded into a private network.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'none',
  why:
    'Pass-through endpoints, MCP servers and webhooks carry what callers write. Towards private ' +
    'addresses the gateway becomes a way around the firewall. Where nothing shows that others than ' +
    'the one who runs it reach the gateway, it is only mentioned. The name of another container ' +
    '(`http://search:8080`) is left alone.',
  help: 'check that every caller may reach it; allow single paths and tools rather than the host',
  bad: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /search
      target: http://10.0.0.7:8080/
`,
  },
  good: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /search
      target: https://search.example.com/
`,
  },
  references: [
    'https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html',
  ],
  check,
};

function* check(project: Project): Generator<Match> {
  const isShared = publicBinds(project).length > 0 || gatewayContainers(project).length > 0;
  for (const host of hostsOf(project)) {
    const { address, role } = host;
    if (!isForwarded(role) || !isInside(address)) continue;
    yield {
      ...placeOfHost(host),
      message: 'what callers send is forwarded to this address inside of a private network',
      severity: isShared ? 'warning' : 'info',
    };
  }
}

function isInside({ reach, host }: Address): boolean {
  if (reach === 'internal-name') return host.endsWith('.internal');
  return reach === 'private' || reach === 'link-local' || reach === 'loopback';
}
