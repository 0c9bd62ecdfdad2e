import { yamlChild, yamlItems } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { switchesOn } from '../reading/setting-matches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW225. */
export const trustXForwardedFor: Rule = {
  code: 'LGW225',
  name: 'trust-x-forwarded-for',
  summary: 'Callers say themselves where they come from.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    '`X-Forwarded-For` is a header like any other: without a list of proxies that may set it, anybody ' +
    'writes an address of the allowed list, or of your own network, into it.',
  help: 'list the networks of your proxies in `trusted_proxy_ranges`',
  bad: { 'config.yaml': 'general_settings:\n  use_x_forwarded_for: true\n' },
  good: {
    'config.yaml':
      "general_settings:\n  use_x_forwarded_for: true\n  trusted_proxy_ranges: ['10.0.0.0/8']\n",
  },
  references: ['https://docs.litellm.ai/docs/proxy/config_settings'],
  check,
};

const RANGES = ['trusted_proxy_ranges', 'mcp_trusted_proxy_ranges'];
const EVERYBODY = /^(?:0\.0\.0\.0|::)\/0$|^\*$/;

function* check(project: Project): Generator<Match> {
  for (const { view, entry } of switchesOn(project, 'use_x_forwarded_for')) {
    const general = yamlChild(view.root, 'general_settings');
    const ranges = RANGES.flatMap((key) => yamlItems(yamlChild(general, key)));
    const isLimited =
      ranges.length > 0 &&
      !ranges.some((range) => range.kind === 'scalar' && EVERYBODY.test(range.text.trim()));
    if (isLimited) continue;
    const message =
      'every caller can claim any address: no proxy is named that may set this header';
    yield { ...placeOf(view.file, entry.value), message };
  }
}
