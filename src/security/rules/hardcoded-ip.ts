import type { Project } from '../project.ts';
import { hostsOf, isForwarded, placeOfHost } from '../reading/hosts.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Address } from '../reading/address.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW311. */
export const hardcodedIp: Rule = {
  code: 'LGW311',
  name: 'hardcoded-ip',
  summary: 'An IP address in the place of a host name.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'A certificate rarely names an IP address, so TLS cannot tell who answers; and when the machine ' +
    'gets another address, the gateway sends prompts and keys to whoever has the old one. Spellings ' +
    'such as `167772167` and `0x0a.7` are addresses too. Networks (`allowed_ips`, CIDR ranges) are ' +
    'meant to be numbers. In tests and examples it is only mentioned.',
  help: 'give the machine a name in DNS, or write `os.environ/NAME` and keep the address there',
  bad: {
    'config.yaml': `model_list:
  - model_name: local
    litellm_params:
      model: hosted_vllm/llama
      api_base: http://10.0.0.7:8000/v1
`,
  },
  good: {
    'config.yaml': `model_list:
  - model_name: local
    litellm_params:
      model: hosted_vllm/llama
      api_base: http://vllm.example.com:8000/v1
general_settings:
  allowed_ips: ['10.0.0.7']
`,
  },
  references: ['https://www.rfc-editor.org/rfc/rfc9525#section-1.2'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const host of hostsOf(project)) {
    const { file, scalar, address, role } = host;
    if (!address.isIp || isToldElsewhere(address, isForwarded(role))) continue;
    yield {
      ...placeOfHost(host),
      message: scalar.text.includes(address.host)
        ? 'this host is an IP address'
        : `this host is the IP address ${address.host}`,
      severity: purposeOf(file.path) === 'use' ? 'warning' : 'info',
    };
  }
}

/** LGW308 tells metadata services, LGW310 loopback, LGW309 what is forwarded into a network. */
function isToldElsewhere({ reach }: Address, forwarded: boolean): boolean {
  if (reach === 'metadata' || reach === 'loopback') return true;
  return forwarded && (reach === 'private' || reach === 'link-local');
}
