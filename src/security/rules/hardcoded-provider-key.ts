import type { Project } from '../project.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';
import { claimedSecrets, placeOfSecret, type ClaimedSecret } from '../secrets/claim.ts';
import { moveToVariable, variableNameOf } from '../secrets/move-to-variable.ts';

/** LGW102. */
export const hardcodedProviderKey: Rule = {
  code: 'LGW102',
  name: 'hardcoded-provider-key',
  summary: 'A key of a known issuer, written out.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'Whoever can read the file can spend your money: everybody with a clone of the repository, a ' +
    'copy of the image, a backup. An env file that is not in version control is where keys ' +
    'belong, so this rule is silent there. In folders of tests it is a warning, because a key ' +
    'there is often made up.',
  help: 'write `os.environ/NAME` here, keep the value in the environment, and revoke this key',
  bad: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: groq/llama-3.3-70b-versatile
      api_key: {{groq}}
`,
  },
  good: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: groq/llama-3.3-70b-versatile
      api_key: os.environ/GROQ_API_KEY
`,
    '.env': 'GROQ_API_KEY={{groq}}\n',
  },
  references: ['https://docs.litellm.ai/docs/proxy/configs'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const found of claimedSecrets(project, 'LGW102')) {
    const { file, secret } = found;
    const { form, span, name, path } = secret;
    const variable = form.variable ?? variableNameOf(path ?? name ?? 'api_key');
    const fix = moveToVariable(project, { file, span, name: variable });
    yield {
      ...placeOfSecret(found),
      ...weightOf(found),
      message: `${form.label} written out${name === null ? '' : ` in \`${name}\``}`,
      help: helpFor(found, variable),
      ...(fix === null ? {} : { fix }),
    };
  }
}

function weightOf({ file, secret }: ClaimedSecret): Pick<Match, 'severity' | 'confidence'> {
  const { confidence, family } = secret.form;
  if (purposeOf(file.path) === 'test') return { severity: 'warning', confidence: 'medium' };
  return family === 'identifier' ? { severity: 'warning', confidence } : { confidence };
}

function helpFor({ file, secret }: ClaimedSecret, variable: string): string {
  const { revoke } = secret.form;
  const how = {
    gateway: `write \`os.environ/${variable}\` here and keep the value in the environment`,
    dotenv: `take the file out of version control: git rm --cached ${file.path}`,
    other: `read it from the environment, as ${variable}`,
  }[file.kind === 'gateway' || file.kind === 'dotenv' ? file.kind : 'other'];
  return `${how}; revoke this one${revoke === '' ? '' : `: ${revoke}`}`;
}
