import { yamlText, type YamlNode, yamlChild } from '../../config/yaml-document.ts';
import { filesOf, type Project } from '../project.ts';
import { dotenvEntries } from '../reading/dotenv-entries.ts';
import { deploymentsOf, placeOf } from '../reading/gateway-config.ts';
import { keyProvider, providerOfParams, providerOfVariable } from '../reading/provider-of.ts';
import { isExample, referencedVariable, resolvedValues } from '../reading/variables.ts';
import type { Match, Rule } from '../rule.ts';
import { formOf } from '../secrets/find-secrets.ts';
import type { KeyForm } from '../secrets/key-form.ts';

/** LGW110. */
export const keyPrefixMismatch: Rule = {
  code: 'LGW110',
  name: 'key-prefix-mismatch',
  summary: "One provider's key where another provider's belongs.",
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'The beginning of the key tells who gave it out. Sent to another provider it is refused, and ' +
    'that provider has seen it: it may stand in its logs. Deployments with an `api_base` are left ' +
    'out, because anybody may stand behind one.',
  help: 'put the key of the provider that is called there',
  bad: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/gpt-4o-mini
      api_key: os.environ/OPENAI_API_KEY
`,
    '.env': 'OPENAI_API_KEY={{anthropic}}\n',
  },
  good: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/gpt-4o-mini
      api_key: os.environ/OPENAI_API_KEY
`,
    '.env': 'OPENAI_API_KEY={{openai-project}}\n',
  },
  references: ['https://docs.litellm.ai/docs/providers'],
  check,
};

function* check(project: Project): Generator<Match> {
  yield* variables(project);
  for (const { view, params } of deploymentsOf(project)) {
    const node = yamlChild(params, 'api_key');
    const wanted = providerOfParams(params);
    if (node === null || wanted === null || view.file.origin === 'ignored') continue;
    const form = foreignForm(project, node, wanted);
    if (form === null) continue;
    const isLiteral = referencedVariable(yamlText(node) ?? '') === null;
    yield {
      ...placeOf(view.file, node),
      ...(isLiteral ? { secret: form.strength } : {}),
      message: messageOf(form, wanted),
    };
  }
}

function* variables(project: Project): Generator<Match> {
  for (const file of filesOf(project, 'dotenv')) {
    if (file.origin === 'ignored' || isExample(file.path)) continue;
    for (const { name, value, span } of dotenvEntries(file)) {
      const wanted = providerOfVariable(name);
      const form = wanted === null ? null : formIfForeign(value, wanted);
      if (wanted === null || form === null) continue;
      const message = messageOf(form, wanted);
      yield { file: file.path, span, secret: form.strength, message };
    }
  }
}

/** What a deployment's key is when its provider did not give it out. */
function foreignForm(project: Project, node: YamlNode, wanted: string): KeyForm | null {
  const text = yamlText(node) ?? '';
  const name = referencedVariable(text);
  // A variable that is named for one provider and holds another's key is told where it is defined.
  const isToldThere = name !== null && providerOfVariable(name) === wanted;
  if (isToldThere && isDefinedInSight(project, name)) return null;
  const forms = resolvedValues(project, text).map((value) => formIfForeign(value, wanted));
  return forms.find((form) => form !== null) ?? null;
}

function isDefinedInSight(project: Project, name: string): boolean {
  return filesOf(project, 'dotenv').some(
    (file) =>
      file.origin !== 'ignored' &&
      !isExample(file.path) &&
      dotenvEntries(file).some((entry) => entry.name === name),
  );
}

/** The form of a key that only another provider gives out. What only context tells is not enough. */
function formIfForeign(value: string, wanted: string): KeyForm | null {
  const form = formOf(value);
  if (form === null || form.provider === null || form.family === 'identifier') return null;
  return keyProvider(form.provider) === wanted ? null : form;
}

function messageOf({ issuer }: KeyForm, wanted: string): string {
  return `this is a key of ${issuer}, and it is sent to \`${wanted}\``;
}
