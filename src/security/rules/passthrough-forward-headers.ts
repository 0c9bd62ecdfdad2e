import { yamlBoolean, yamlEntry, yamlChild, yamlText } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { fixIn } from '../reading/match-parts.ts';
import { readAddress } from '../reading/address.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { endpointsOf } from '../reading/pass-through.ts';
import { removeFix } from '../reading/setting-matches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW215. */
export const passthroughForwardHeaders: Rule = {
  code: 'LGW215',
  name: 'passthrough-forward-headers',
  summary: 'What callers send in headers goes on to somebody else’s host.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'With `forward_headers` everything but the length and the host is passed on: cookies, addresses ' +
    'inside of your network and, where LiteLLM runs it, the key of the gateway. Hosts of your own ' +
    'network are left alone.',
  help: 'remove it, and set the headers that the target needs under `headers`',
  bad: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /vendor
      target: https://api.example.com/v1
      auth: true
      forward_headers: true
`,
  },
  good: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /vendor
      target: https://api.example.com/v1
      auth: true
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/pass_through'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const { file, node } of endpointsOf(project)) {
    const entry = yamlEntry(node, 'forward_headers');
    if (entry === null || yamlBoolean(entry.value) !== true) continue;
    const reach = readAddress(yamlText(yamlChild(node, 'target')) ?? '')?.reach;
    if (reach !== undefined && reach !== 'public-name' && reach !== 'public-ip') continue;
    const fix = removeFix(file, entry);
    yield {
      ...placeOf(file, entry.value),
      message: 'the headers of callers go on to this host, cookies and keys with them',
      ...fixIn(fix),
    };
  }
}
