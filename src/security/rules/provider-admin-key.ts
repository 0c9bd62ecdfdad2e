import { filesOf, type Project } from '../project.ts';
import { dotenvEntries } from '../reading/dotenv-entries.ts';
import { deploymentsOf, placeOf } from '../reading/gateway-config.ts';
import { isExample, referencedVariable, resolvedValues } from '../reading/variables.ts';
import type { Match, Rule } from '../rule.ts';
import { yamlChild, yamlText } from '../../config/yaml-document.ts';
import { claimedSecrets, placeOfSecret } from '../secrets/claim.ts';
import { formOf } from '../secrets/find-secrets.ts';
import type { KeyForm } from '../secrets/key-form.ts';

/** LGW112. */
export const providerAdminKey: Rule = {
  code: 'LGW112',
  name: 'provider-admin-key',
  summary: 'A key that manages an organisation, used or written out where models are called.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'An admin key (`sk-admin-…`, `sk-ant-admin01-…`) creates and deletes keys, members and ' +
    'projects. Calling models needs none of that, and most admin keys cannot even do it: a leak ' +
    'of the gateway would be a leak of the whole organisation.',
  help: 'make a key of a project with only the models it needs, and revoke this one',
  bad: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/gpt-4o-mini
      api_key: os.environ/OPENAI_API_KEY
`,
    '.env': 'OPENAI_API_KEY={{openai-admin}}\n',
  },
  good: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/gpt-4o-mini
      api_key: os.environ/OPENAI_API_KEY
`,
    '.env': 'OPENAI_API_KEY={{openai-project}}\nOPENAI_ADMIN_KEY={{openai-admin}}\n',
  },
  references: ['https://platform.openai.com/docs/api-reference/admin-api-keys'],
  check,
};

/** Names that say that an admin key is meant to be there. */
const MEANT = /admin/i;

function* check(project: Project): Generator<Match> {
  for (const found of claimedSecrets(project, 'LGW112')) {
    const { label, revoke } = found.secret.form;
    yield {
      ...placeOfSecret(found),
      message: `${label} written out`,
      help: `revoke it: ${revoke}`,
    };
  }
  yield* inVariables(project);
  yield* inDeployments(project);
}

/** In an env file that is not in version control it may stand, but not as a key for models. */
function* inVariables(project: Project): Generator<Match> {
  for (const file of filesOf(project, 'dotenv')) {
    if (file.origin !== 'loose' || isExample(file.path)) continue;
    for (const { name, value, span } of dotenvEntries(file)) {
      const form = adminForm(value);
      if (form === null || MEANT.test(name)) continue;
      const message = `\`${name}\` holds an ${form.label}, which calling models does not need`;
      yield { file: file.path, span, secret: form.strength, message };
    }
  }
}

/** What only an env file that git ignores tells is said where the variable is used. */
function* inDeployments(project: Project): Generator<Match> {
  const hidden = project.files.some(({ origin }) => origin === 'ignored');
  for (const { view, params } of hidden ? deploymentsOf(project) : []) {
    const node = yamlChild(params, 'api_key');
    const text = yamlText(node) ?? '';
    if (node === null || referencedVariable(text) === null) continue;
    const forms = resolvedValues(project, text).map((value) => adminForm(value));
    const form = forms.find((found) => found !== null) ?? null;
    if (form !== null)
      yield { ...placeOf(view.file, node), message: `models are called with an ${form.label}` };
  }
}

function adminForm(value: string): KeyForm | null {
  // All of them say so; to ask for the form of every variable would take longer than all other rules.
  if (!MEANT.test(value)) return null;
  const form = formOf(value);
  return form?.family === 'admin-key' ? form : null;
}
