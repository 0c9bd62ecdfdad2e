import { yamlChild, yamlText, type YamlNode } from '../../config/yaml-document.ts';
import type { Severity } from '../../diagnostics/finding.ts';
import { filesOf, type Project, type ProjectFile } from '../project.ts';
import { readAddress } from '../reading/address.ts';
import { credentialFields, type CredentialField } from '../reading/credential-fields.ts';
import { paramsByPath, parentPath, writtenProvider } from '../reading/deployment-params.ts';
import { purposeOf } from '../reading/purpose.ts';
import { definedVariables, referencedVariable } from '../reading/variables.ts';
import type { Match, Rule } from '../rule.ts';
import { asksForValue, isPlaceholder, isReference, meansNoKey } from '../secrets/placeholders.ts';

/** LGW101. */
export const dummyCredential: Rule = {
  code: 'LGW101',
  name: 'dummy-credential',
  summary: 'A made-up value where a secret belongs.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'Values like `sk-1234`, `your-api-key` and `changeme` come from documentation. Sent to a ' +
    'provider they are refused; asked from callers they open the door to everybody who read the ' +
    'same page. Where the address is a server of your own that asks for no key, a word that says ' +
    'so (`none`, `not-needed`) is silent and another one is only mentioned; where it is a public ' +
    'host for tests, it is a warning.',
  help: 'put the real secret into the environment and write `os.environ/NAME` here',
  bad: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/gpt-4o-mini
      api_key: your-api-key
`,
  },
  good: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/gpt-4o-mini
      api_key: os.environ/OPENAI_API_KEY
  - model_name: local
    litellm_params:
      model: openai/llama
      api_base: http://vllm:8000/v1
      api_key: not-needed
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/virtual_keys'],
  check,
};

/** LGW203, LGW209 and LGW227 say more of these. */
const OF_OTHER_RULES = /(?:^|\.)(?:master_key|LITELLM_MASTER_KEY|LITELLM_SALT_KEY|UI_PASSWORD)$/i;
const KEYLESS =
  /^(?:ollama|ollama_chat|vllm|hosted_vllm|lm_studio|llamafile|xinference|docker_model_runner|lemonade|infinity|triton|oobabooga|petals)$/;
const FOR_TESTS = /example|fake|mock|(?:^|[.-])test(?:[.-]|$)/i;

function* check(project: Project): Generator<Match> {
  for (const file of filesOf(project, 'gateway', 'dotenv')) {
    if (file.origin === 'ignored') continue;
    const paramsAt = file.kind === 'gateway' ? paramsByPath(project, file) : null;
    for (const field of credentialFields(file)) {
      if (OF_OTHER_RULES.test(field.path ?? field.name)) continue;
      const dummy = dummyIn(project, field);
      if (dummy === null) continue;
      const params = paramsAt?.get(parentPath(field.path ?? '')) ?? null;
      const severity = severityOf(file, { field, dummy: dummy.value, params });
      if (severity !== null) yield matchOf(file, field, { severity, from: dummy.from });
    }
  }
}

interface Dummy {
  readonly value: string;
  /** The variable it comes from, which only an env file that git ignores defines. */
  readonly from: string | null;
}

function dummyIn(project: Project, { value }: CredentialField): Dummy | null {
  if (!isReference(value)) return isPlaceholder(value) ? { value, from: null } : null;
  const from = referencedVariable(value);
  const entries = definedVariables(project).get(from ?? '') ?? [];
  const hidden = new Set(
    project.files.flatMap(({ path, origin }) => (origin === 'ignored' ? [path] : [])),
  );
  const dummy = entries.find((entry) => hidden.has(entry.file) && isPlaceholder(entry.value));
  return dummy === undefined ? null : { value: dummy.value, from };
}

function matchOf(
  file: ProjectFile,
  { name, span, path }: CredentialField,
  { severity, from }: { readonly severity: Severity; readonly from: string | null },
): Match {
  const message =
    from === null
      ? `\`${name}\` holds a made-up value, not a secret`
      : `\`${from}\`, which \`${name}\` is read from, holds a made-up value`;
  const place = { file: file.path, span, ...(path === null ? {} : { path }) };
  return { ...place, message, severity, ...(from === null ? { secret: 'weak' } : {}) };
}

interface Seen {
  readonly field: CredentialField;
  readonly dummy: string;
  /** Of the deployment it is a key of. */
  readonly params: YamlNode | null;
}

/** How bad it is where it stands; null: it is right there. */
function severityOf(file: ProjectFile, { field, dummy, params }: Seen): Severity | null {
  const isForUse = purposeOf(file.path) === 'use';
  if (file.kind === 'dotenv') return isForUse ? severityOfVariable(field.name, dummy) : null;
  const severity = params === null ? severityAlone(dummy) : severityOfModel(params, dummy);
  return severity === null || isForUse ? severity : 'info';
}

function severityOfVariable(name: string, dummy: string): Severity | null {
  if (meansNoKey(dummy)) return null;
  // Passwords of stores on a developer's machine are often their own names.
  return /passw|pwd/i.test(name) && !asksForValue(dummy) ? 'warning' : 'critical';
}

function severityAlone(dummy: string): Severity | null {
  return meansNoKey(dummy) ? null : 'critical';
}

function severityOfModel(params: YamlNode, dummy: string): Severity | null {
  if (yamlChild(params, 'mock_response') !== null) return null;
  const base = yamlText(yamlChild(params, 'api_base') ?? yamlChild(params, 'base_url'));
  if (base !== null) return severityAtAddress(base, dummy);
  return KEYLESS.test(writtenProvider(params)) && !asksForValue(dummy) ? null : 'critical';
}

function severityAtAddress(base: string, dummy: string): Severity | null {
  const address = isReference(base) ? null : readAddress(base);
  if (address === null) return meansNoKey(dummy) ? null : 'warning';
  const isPublic = address.reach === 'public-name' || address.reach === 'public-ip';
  if (!isPublic) return asksForValue(dummy) ? 'warning' : meansNoKey(dummy) ? null : 'info';
  if (FOR_TESTS.test(address.host)) return 'warning';
  return meansNoKey(dummy) ? 'info' : 'critical';
}
