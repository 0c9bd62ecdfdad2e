import { yamlChild, yamlEntries, yamlText, type YamlNode } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import {
  deploymentsOf,
  gatewayConfigs,
  placeOf,
  type GatewayView,
} from '../reading/gateway-config.ts';
import { settingsNamed } from '../reading/setting-matches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW808. */
export const retriesUnbounded: Rule = {
  code: 'LGW808',
  name: 'retries-unbounded',
  summary: 'A call that fails is made many times over.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'A provider that is slow or overloaded gets the same work again and again, and bills what it ' +
    'finished too late. With fallbacks the number multiplies: every group makes all of its attempts.',
  help: 'set it to 2, and name other deployments for the rest',
  bad: { 'config.yaml': 'litellm_settings:\n  num_retries: 10\n' },
  good: { 'config.yaml': 'litellm_settings:\n  num_retries: 2\n' },
  references: ['https://docs.litellm.ai/docs/proxy/reliability'],
  check,
};

const MOST = 5;
const POLICIES = ['retry_policy', 'model_group_retry_policy'];

function* check(project: Project): Generator<Match> {
  for (const { view, node } of retriesIn(project)) {
    const count = Number(yamlText(node) ?? 'none');
    if (!(count > MOST)) continue;
    const place = placeOf(view.file, node);
    yield {
      ...place,
      message: `a call that fails is made ${count} times more`,
      fix: {
        class: 'unsafe',
        title: 'try twice more',
        edits: [{ kind: 'replace', file: place.file, span: place.span, text: '2' }],
      },
    };
  }
}

interface RetryCount {
  readonly view: GatewayView;
  readonly node: YamlNode;
}

function retriesIn(project: Project): readonly RetryCount[] {
  const sections = ['litellm_settings', 'router_settings', 'general_settings'];
  const settings = settingsNamed(project, 'num_retries', sections).map(({ view, entry }) => ({
    view,
    node: entry.value,
  }));
  const deployments = deploymentsOf(project).flatMap(({ view, params }) =>
    ['num_retries', 'max_retries'].flatMap((key) => {
      const node = yamlChild(params, key);
      return node === null ? [] : [{ view, node }];
    }),
  );
  const policies = gatewayConfigs(project).flatMap((view) =>
    POLICIES.flatMap((key) =>
      countsBelow(view, yamlChild(yamlChild(view.root, 'router_settings'), key)),
    ),
  );
  return [...settings, ...deployments, ...policies];
}

/** `{RateLimitErrorRetries: 3}`, by group or not. */
function countsBelow(view: GatewayView, policy: YamlNode | null): readonly RetryCount[] {
  return yamlEntries(policy).flatMap(({ key, value }) => {
    if (value.kind === 'map') return countsBelow(view, value);
    return key.endsWith('Retries') ? [{ view, node: value }] : [];
  });
}
