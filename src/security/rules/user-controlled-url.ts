import type { Project } from '../project.ts';
import { secretMatch } from '../reading/visible-place.ts';
import { readAddress, type Address } from '../reading/address.ts';
import { assignmentsOf } from '../reading/assignments.ts';
import { hostsOf, isDockerHost, placeOfHost } from '../reading/hosts.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW312. */
export const userControlledUrl: Rule = {
  code: 'LGW312',
  name: 'user-controlled-url',
  summary: 'Settings or alerts go by an address that others can change.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'none',
  why:
    'The price map decides what requests cost and so what budgets allow; the control plane decides ' +
    'everything. Without TLS, whoever stands in between writes them; a price map from an unknown ' +
    'host is in the hands of that host. A webhook without TLS tells what alerts say.',
  help: 'use https, and a host of your own or of the vendor',
  bad: { '.env': 'LITELLM_MODEL_COST_MAP_URL=http://prices.example.com/map.json\n' },
  good: {
    '.env':
      'LITELLM_MODEL_COST_MAP_URL=https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices.json\n',
  },
  references: ['https://docs.litellm.ai/docs/proxy/config_settings'],
  check,
};

const PRICES = /^(?:LITELLM_)?MODEL_COST_MAP_URL$/i;
const CONTROL = /^(?:LITELLM_)?CONTROL_PLANE_URL$|^(?:\w+_)?WEBHOOK_URL$/i;
const VENDORS = /(?:^|\.)(?:githubusercontent\.com|github\.com|litellm\.ai|berri\.ai)$/;

// An address of this kind may be a secret as a whole: it is never shown.
function* check(project: Project): Generator<Match> {
  for (const host of hostsOf(project)) {
    const { scalar, address, role } = host;
    const key = scalar.path.replace(/^.*\./, '');
    const message = faultOf(role === 'webhook' ? 'WEBHOOK_URL' : key, address);
    if (message !== null) yield { ...placeOfHost(host), message, secret: 'weak' };
  }
  for (const assignment of assignmentsOf(project)) {
    const { file, name, value } = assignment;
    if (file.kind === 'gateway' || !isToBeSafe(name)) continue;
    const message = faultOf(name, readAddress(value ?? ''));
    if (message !== null) yield secretMatch(project, assignment, message);
  }
}

function isToBeSafe(name: string): boolean {
  return PRICES.test(name) || CONTROL.test(name);
}

function faultOf(name: string, address: Address | null): string | null {
  if (address === null || !isToBeSafe(name)) return null;
  const isNear = address.reach === 'loopback' || isDockerHost(address);
  if (address.scheme === 'http:' && !isNear)
    return 'this goes without TLS: it can be read and changed on the way';
  const isForeign = PRICES.test(name) && !VENDORS.test(address.host);
  const isPublic = address.reach === 'public-name' || address.reach === 'public-ip';
  return isForeign && isPublic ? 'prices come from a host that is not the vendor’s' : null;
}
