import { yamlAt, yamlEntries, type YamlEntry } from '../../config/yaml-document.ts';
import type { Project, ProjectFile } from '../project.ts';
import { isCredentialName } from '../reading/credential-fields.ts';
import { gatewayConfigs } from '../reading/gateway-config.ts';
import { scalarAt } from '../reading/yaml-places.ts';
import type { Fix, Match, Rule, Span } from '../rule.ts';
import { secretsIn } from '../secrets/find-secrets.ts';
import { envFileFor, envLine, variableWith } from '../secrets/move-to-variable.ts';
import { isPlaceholder, isReference } from '../secrets/placeholders.ts';

/** LGW105. */
export const secretInEnvironmentVariablesBlock: Rule = {
  code: 'LGW105',
  name: 'secret-in-environment-variables-block',
  summary: 'A secret written out under `environment_variables`.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'The block sets variables from the configuration file: the file is then as secret as the ' +
    'values in it, is read by everybody who reviews a change, and wins over the environment.',
  help: 'remove the line and set the variable where the service is started',
  bad: {
    'config.yaml': `environment_variables:
  LANGFUSE_HOST: https://langfuse.example.com
  LANGFUSE_SECRET_KEY: {{langfuse}}
`,
  },
  good: {
    'config.yaml': `environment_variables:
  LANGFUSE_HOST: https://langfuse.example.com
`,
    '.env': 'LANGFUSE_SECRET_KEY={{langfuse}}\n',
  },
  references: ['https://docs.litellm.ai/docs/proxy/config_settings'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const { file, root } of gatewayConfigs(project)) {
    if (file.origin === 'ignored') continue;
    for (const entry of yamlEntries(yamlAt(root, 'environment_variables'))) {
      const span = secretOf(file, entry);
      if (span === null) continue;
      const fix = moveOut(project, file, entry);
      yield {
        file: file.path,
        span,
        path: entry.value.path,
        secret: 'weak',
        message: `\`${entry.key}\` is set in the configuration, with its secret`,
        ...(fix === null ? {} : { fix }),
      };
    }
  }
}

/** Where the secret stands; null: the variable holds none. */
function secretOf(file: ProjectFile, { key, value }: YamlEntry): Span | null {
  if (value.kind !== 'scalar' || typeof value.value !== 'string' || value.tag !== null) return null;
  const { text, start, end } = value;
  if (text.trim() === '' || isReference(text) || isPlaceholder(text)) return null;
  const isKnown = secretsIn(file).some(({ span }) => span.start >= start && span.end <= end);
  if (!isKnown && !isCredentialName(key)) return null;
  return scalarAt(file, value)?.inner ?? { start, end };
}

/** The whole line goes; the env file gets it unless one has it already. */
function moveOut(
  project: Project,
  file: ProjectFile,
  { key, keyStart, value }: YamlEntry,
): Fix | null {
  if (value.kind !== 'scalar' || value.style === 'block') return null;
  const line = envLine(value.text);
  const home = envFileFor(project, file.path);
  const { text } = file;
  const start = text.lastIndexOf('\n', keyStart - 1) + 1;
  const end = text.indexOf('\n', value.end);
  if (line === null || home === null || text.slice(start, keyStart).trim() !== '') return null;
  const span = { start, end: end === -1 ? text.length : end + 1 };
  const removal = { kind: 'replace', file: file.path, span, text: '' } as const;
  const isThere = variableWith(project, value.text) === key;
  return {
    class: 'unsafe',
    title: `move ${key} to ${home}`,
    edits: isThere ? [removal] : [removal, { kind: 'append', file: home, line: `${key}=${line}` }],
  };
}
