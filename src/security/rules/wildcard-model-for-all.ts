import { yamlAt, yamlChild, yamlItems, yamlText } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { readAddress } from '../reading/address.ts';
import { deploymentsOf, placeOf, type DeploymentView } from '../reading/gateway-config.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW226. */
export const wildcardModelForAll: Rule = {
  code: 'LGW226',
  name: 'wildcard-model-for-all',
  summary: 'Every model of a provider is open to every key.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'A pattern such as `openai/*` also covers the most expensive model, and those that come out ' +
    'tomorrow. Servers of your own, which cost nothing by the token, are left alone, and so is a ' +
    'pattern with access groups.',
  help: 'list the models, or put the pattern into `model_info.access_groups`',
  bad: {
    'config.yaml': `model_list:
  - model_name: openai/*
    litellm_params:
      model: openai/*
      api_key: os.environ/OPENAI_API_KEY
`,
  },
  good: {
    'config.yaml': `model_list:
  - model_name: openai/*
    litellm_params:
      model: openai/*
      api_key: os.environ/OPENAI_API_KEY
    model_info:
      access_groups: [research]
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/model_access'],
  check,
};

const PATTERN = /^(?:\*|[\w.-]+\/\*)$/;
const OWN_SERVERS =
  /^(?:ollama|ollama_chat|vllm|hosted_vllm|lm_studio|llamafile|xinference|triton|infinity|petals|docker_model_runner|lemonade)\//;

function* check(project: Project): Generator<Match> {
  for (const deployment of deploymentsOf(project)) {
    const { view, node, group } = deployment;
    const name = yamlChild(node, 'model_name');
    if (name === null || !PATTERN.test(group ?? '') || !costsMoney(deployment)) continue;
    if (yamlItems(yamlAt(node, 'model_info', 'access_groups')).length > 0) continue;
    const message = 'every key may call every model this pattern fits, whatever it costs';
    yield { ...placeOf(view.file, name), message };
  }
}

function costsMoney({ params, model }: DeploymentView): boolean {
  const base = yamlText(yamlChild(params, 'api_base') ?? yamlChild(params, 'base_url'));
  if (base === null) return !OWN_SERVERS.test(model ?? '');
  const reach = readAddress(base)?.reach;
  return reach === undefined || reach === 'public-name' || reach === 'public-ip';
}
