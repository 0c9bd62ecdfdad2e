import {
  yamlChild,
  yamlEntries,
  yamlItems,
  yamlText,
  type YamlNode,
} from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { deploymentsOf, placeOf } from '../reading/gateway-config.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW221. */
export const clientSideApiBase: Rule = {
  code: 'LGW221',
  name: 'client-side-api-base',
  summary: 'Callers choose the host that a model’s key is sent to.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'A caller who may set `api_base` names a host of his own, and the gateway sends it the key of ' +
    'the model (CVE-2024-6587). A pattern only helps when it begins with `^`, fixes the host to its ' +
    'end and escapes its dots.',
  help: 'write a pattern with the whole host: `api_base: ^https://[a-z]+\\.openai\\.azure\\.com/.*$`',
  bad: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/gpt-4o-mini
      api_key: os.environ/OPENAI_API_KEY
      configurable_clientside_auth_params: [api_base]
`,
  },
  good: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/gpt-4o-mini
      api_key: os.environ/OPENAI_API_KEY
      configurable_clientside_auth_params:
        - api_base: ^https://[a-z]+\\.openai\\.azure\\.com/.*$
`,
  },
  references: [
    'https://docs.litellm.ai/docs/proxy/clientside_auth',
    'https://nvd.nist.gov/vuln/detail/CVE-2024-6587',
  ],
  check,
};

const BASES: ReadonlySet<string> = new Set(['api_base', 'base_url']);
/** The host ends with a slash, a port or the text, and nothing in it stands for any character. */
const ANCHORED =
  /^\^https:(?:\\?\/){2}(?:[a-z\d-]|\\\.|\\d|\\w|\[[^\]]*\]|\([^).]*\)|[+?]|\{[\d,]+\})+(?:\\?\/|:|\$)/i;

function* check(project: Project): Generator<Match> {
  for (const { view, params } of deploymentsOf(project)) {
    for (const item of yamlItems(yamlChild(params, 'configurable_clientside_auth_params'))) {
      const node = openBase(item);
      if (node !== null)
        yield {
          ...placeOf(view.file, node),
          message: 'callers choose where the key of this model is sent',
        };
    }
  }
}

/** The name alone, or a name with a pattern that other hosts fit too. */
function openBase(item: YamlNode): YamlNode | null {
  if (BASES.has(yamlText(item) ?? '')) return item;
  const entry = yamlEntries(item).find(({ key }) => BASES.has(key));
  return entry === undefined || ANCHORED.test(yamlText(entry.value) ?? '') ? null : entry.value;
}
