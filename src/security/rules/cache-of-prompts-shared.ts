import { yamlBoolean, yamlChild, yamlText, type YamlNode } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { configsWithDatabase } from '../reading/complete-configs.ts';
import { placeOf } from '../reading/gateway-config.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW408. */
export const cacheOfPromptsShared: Rule = {
  code: 'LGW408',
  name: 'cache-of-prompts-shared',
  summary: 'Answers made for one caller are given to another.',
  severity: 'info',
  confidence: 'medium',
  persona: 'pedantic',
  fix: 'none',
  why:
    'The same question gives the same cached answer, whoever asks; with a semantic cache a similar one ' +
    'is enough. What one team put into its prompt can come out at another. It is told where there are ' +
    'keys (a database) and callers do not have to ask for the cache.',
  help: 'give each team a `namespace` in its requests, or set `mode: default_off`',
  bad: {
    'config.yaml': `model_list: [{}]
litellm_settings:
  cache: true
  cache_params: {type: redis-semantic}
general_settings:
  database_url: os.environ/DATABASE_URL
`,
  },
  good: {
    'config.yaml': `model_list: [{}]
litellm_settings:
  cache: true
  cache_params: {type: redis-semantic, mode: default_off}
general_settings:
  database_url: os.environ/DATABASE_URL
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/caching'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const { view } of configsWithDatabase(project)) {
    const library = yamlChild(view.root, 'litellm_settings');
    const cache = yamlChild(library, 'cache');
    const params = yamlChild(library, 'cache_params');
    if (cache === null || yamlBoolean(cache) !== true || isApart(params)) continue;
    const message = 'an answer made for one caller is given to another';
    yield { ...placeOf(view.file, cache), message };
  }
}

/** One for all callers by `namespace` counts: somebody thought of it. */
function isApart(params: YamlNode | null): boolean {
  const [mode, namespace] = [yamlChild(params, 'mode'), yamlChild(params, 'namespace')];
  return yamlText(mode) === 'default_off' || (yamlText(namespace) ?? '') !== '';
}
