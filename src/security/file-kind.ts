/** What a file is, by name first and by its top-level keys second. */
export type FileKind =
  | 'gateway'
  | 'compose'
  | 'kubernetes'
  | 'workflow'
  | 'yaml'
  | 'dotenv'
  | 'dockerfile'
  | 'gitignore'
  | 'dockerignore'
  | 'requirements'
  | 'redis-conf'
  | 'shell'
  | 'json'
  | 'text';

const BY_NAME: readonly (readonly [RegExp, FileKind])[] = [
  [/(^|\/)\.env(\.|$)|\.env$|(^|\/)env\.(example|sample|template)$/, 'dotenv'],
  [/(^|\/)([\w.-]+\.)?(Dockerfile|Containerfile)(\.[\w.-]+)?$/i, 'dockerfile'],
  [/(^|\/)\.gitignore$/, 'gitignore'],
  [/\.dockerignore$/, 'dockerignore'],
  [/(^|\/)redis[\w.-]*\.conf$/, 'redis-conf'],
  [/(^|\/)([\w.-]*requirements[\w.-]*\.(txt|in)|constraints\.txt)$/, 'requirements'],
  [
    /(^|\/)(pyproject\.toml|poetry\.lock|uv\.lock|Pipfile(\.lock)?|setup\.(py|cfg))$/,
    'requirements',
  ],
  [/\.(sh|bash|zsh)$|(^|\/)(Makefile|Procfile|justfile)$/, 'shell'],
  [/\.jsonc?$/, 'json'],
  [
    /(^|\/)\.(github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$|(^|\/)\.gitlab-ci\.ya?ml$/,
    'workflow',
  ],
  [/(^|\/)((docker-)?compose)[\w.-]*\.ya?ml$/, 'compose'],
];

// At the start of a line: a section of the gateway, whatever else the file holds.
const GATEWAY =
  /^\uFEFF?(?:model_list|litellm_settings|general_settings|router_settings|environment_variables|mcp_servers|guardrails|credential_list|pass_through_endpoints)\s*:/m;
const KUBERNETES = /^apiVersion\s*:[\s\S]*^kind\s*:|^kind\s*:[\s\S]*^apiVersion\s*:/m;
const COMPOSE = /^services\s*:/m;
const YAML = /\.ya?ml$/;

/** Tells the kind of a file. A gateway's configuration inside a ConfigMap is `kubernetes`. */
export function kindOf(path: string, text: string): FileKind {
  const named = BY_NAME.find(([pattern]) => pattern.test(path))?.[1];
  if (named !== undefined) return named;
  if (!YAML.test(path)) return 'text';
  if (KUBERNETES.test(text)) return 'kubernetes';
  if (GATEWAY.test(text)) return 'gateway';
  return COMPOSE.test(text) ? 'compose' : 'yaml';
}
