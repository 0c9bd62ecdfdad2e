import { yamlBoolean, yamlChild, yamlItems, yamlText } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { endpointsOf } from '../reading/pass-through.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW214. */
export const passthroughSubpathWide: Rule = {
  code: 'LGW214',
  name: 'passthrough-subpath-wide',
  summary: 'A pass-through endpoint that opens the whole API of its target.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'With `include_subpath` callers choose the rest of the path. Where the target is the root of a ' +
    'host, or every method is allowed, that is the whole API with your credentials: also the part ' +
    'that deletes.',
  help: 'name a path in `target`, and list `methods`',
  bad: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /vendor
      target: https://api.example.com
      include_subpath: true
      auth: true
`,
  },
  good: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /vendor
      target: https://api.example.com/v1/search
      include_subpath: true
      methods: [GET]
      auth: true
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/pass_through'],
  check,
};

const ROOT = /^https?:\/\/[^/]+\/?$/;

function* check(project: Project): Generator<Match> {
  for (const { file, node } of endpointsOf(project)) {
    const subpath = yamlChild(node, 'include_subpath');
    if (subpath === null || yamlBoolean(subpath) !== true) continue;
    const isRoot = ROOT.test(yamlText(yamlChild(node, 'target')) ?? '');
    const hasMethods = yamlItems(yamlChild(node, 'methods')).length > 0;
    if (!isRoot && hasMethods) continue;
    yield {
      ...placeOf(file, subpath),
      message: isRoot
        ? 'callers reach every path of this host'
        : 'callers reach everything below this target, with every method',
    };
  }
}
