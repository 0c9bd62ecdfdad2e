import type { Project } from '../project.ts';
import { variableMatch } from '../reading/visible-place.ts';
import { readAddress } from '../reading/address.ts';
import { assignmentsOf } from '../reading/assignments.ts';
import { hostsOf, placeOfHost } from '../reading/hosts.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW308. */
export const metadataAddress: Rule = {
  code: 'LGW308',
  name: 'metadata-address',
  summary: 'The address of a cloud’s metadata service as something the gateway calls.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'The metadata service hands out the credentials of the machine to whoever asks from it. A ' +
    'gateway that forwards requests there hands them to its callers. Odd spellings of the address, ' +
    'such as `2852039166` and `0xa9fea9fe`, are the same address. Where cloud libraries look for ' +
    'credentials (`AWS_EC2_METADATA_…`), and in `NO_PROXY`, it is right.',
  help: 'remove it; the libraries of the cloud find the service by themselves',
  bad: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /meta
      target: http://169.254.169.254/latest
`,
  },
  good: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /rerank
      target: https://api.example.com/rerank
`,
  },
  references: [
    'https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html',
  ],
  check,
};

const message = 'this is a metadata service: callers would get the credentials of the machine';
const ADDRESS_NAME = /_(?:URL|URI|BASE|HOST|ENDPOINT|TARGET)$/;
const OF_THE_CLOUD = /METADATA|^GCE_|^ECS_|IMDS/;

function* check(project: Project): Generator<Match> {
  for (const host of hostsOf(project)) {
    const { scalar, address } = host;
    if (address.reach !== 'metadata' || isOfTheCloud(scalar.path)) continue;
    yield { ...placeOfHost(host), message };
  }
  for (const assignment of assignmentsOf(project)) {
    const { file, name, value } = assignment;
    // Those of a configuration are told above.
    if (file.kind === 'gateway' || !ADDRESS_NAME.test(name) || OF_THE_CLOUD.test(name)) continue;
    if (readAddress(value ?? '')?.reach !== 'metadata') continue;
    yield variableMatch(project, assignment, message);
  }
}

function isOfTheCloud(path: string): boolean {
  return path.startsWith('environment_variables.') && OF_THE_CLOUD.test(path);
}
