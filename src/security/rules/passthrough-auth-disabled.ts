import { yamlAt, yamlBoolean, yamlChild, yamlItems } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { gatewayConfigs, placeOf } from '../reading/gateway-config.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW211. */
export const passthroughAuthDisabled: Rule = {
  code: 'LGW211',
  name: 'passthrough-auth-disabled',
  summary: 'A pass-through endpoint that asks nobody for a key.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'With `auth: false` everybody who reaches the gateway can send requests to the target, and ' +
    'the gateway adds your credentials to them.',
  help: 'write `auth: true`: callers then need a key of the gateway',
  bad: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /rerank
      target: https://api.example.com/rerank
      auth: false
`,
  },
  good: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /rerank
      target: https://api.example.com/rerank
      auth: true
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/pass_through'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const { file, root } of gatewayConfigs(project)) {
    for (const item of yamlItems(yamlAt(root, 'general_settings', 'pass_through_endpoints'))) {
      const auth = yamlChild(item, 'auth');
      if (auth === null || yamlBoolean(auth) !== false) continue;
      const place = placeOf(file, auth);
      yield {
        ...place,
        message: 'this pass-through endpoint forwards requests of anybody, with your credentials',
        fix: {
          class: 'safe',
          title: 'ask for a key',
          edits: [{ kind: 'replace', file: file.path, span: place.span, text: 'true' }],
        },
      };
    }
  }
}
