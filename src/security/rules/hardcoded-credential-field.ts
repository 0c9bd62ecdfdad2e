import { filesOf, type Project, type ProjectFile } from '../project.ts';
import { credentialFields, type CredentialField } from '../reading/credential-fields.ts';
import { paramsByPath, parentPath, writtenProvider } from '../reading/deployment-params.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';
import { secretsIn } from '../secrets/find-secrets.ts';
import { moveToVariable, variableNameOf } from '../secrets/move-to-variable.ts';
import { isPlaceholder, isReference } from '../secrets/placeholders.ts';
import { digitsIn, entropyOf } from '../secrets/randomness.ts';

/** LGW103. */
export const hardcodedCredentialField: Rule = {
  code: 'LGW103',
  name: 'hardcoded-credential-field',
  summary: 'A random value written out where a secret belongs.',
  severity: 'critical',
  confidence: 'medium',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'The value has no form that tells its issuer, but it stands under a name like `api_key`, ' +
    '`password` or `client_secret` and is too random to be a word. Whoever reads the file has it.',
  help: 'write `os.environ/NAME` here, keep the value in the environment, and replace this secret',
  bad: {
    'config.yaml': `litellm_settings:
  cache: true
  cache_params:
    type: redis
    host: redis
    password: {{mistral}}
`,
  },
  good: {
    'config.yaml': `litellm_settings:
  cache: true
  cache_params:
    type: redis
    host: redis
    password: os.environ/REDIS_PASSWORD
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/configs'],
  check,
};

const MIN_ENTROPY = 3.5;
const MIN_DIGITS = 2;
const MIN_LENGTH = 12;
/** Those that rules of their own speak of: LGW105, LGW205, LGW611. */
const ELSEWHERE =
  /^(?:environment_variables\.|general_settings\.(?:master_key|database_url)$|mcp_servers\.[^.]+\.args)/;
const PATH = /^(?:[.~]?\.?\/|[A-Za-z]:\\)|\.(?:json|pem|key|crt|cer|p12|pfx|txt|ya?ml|py)$/;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const DOTTED_NAME = /^[A-Za-z_]\w*(?:[./][A-Za-z_]\w*)+$/;

function* check(project: Project): Generator<Match> {
  for (const file of filesOf(project, 'gateway', 'yaml', 'workflow', 'dotenv')) {
    if (!isWatched(file)) continue;
    for (const field of credentialFields(file)) {
      if (!isRandom(field.value) || isElsewhere(file, field)) continue;
      yield matchOf(project, file, field);
    }
  }
}

/** Env files hold secrets; only one that is in version control holds them in the wrong place. */
function isWatched({ kind, origin, path }: ProjectFile): boolean {
  if (origin === 'ignored' || purposeOf(path) === 'test') return false;
  return kind !== 'dotenv' || origin === 'tracked';
}

function isElsewhere(file: ProjectFile, { path, span, isHeader }: CredentialField): boolean {
  if (isHeader || (path !== null && file.kind === 'gateway' && ELSEWHERE.test(path))) return true;
  return secretsIn(file).some(
    (found) => found.span.start < span.end && span.start < found.span.end,
  );
}

function isRandom(value: string): boolean {
  if (value.length < MIN_LENGTH || isReference(value) || isPlaceholder(value)) return false;
  if (/\s/.test(value) || PATH.test(value) || UUID.test(value) || DOTTED_NAME.test(value))
    return false;
  return entropyOf(value) >= MIN_ENTROPY && digitsIn(value) >= MIN_DIGITS && !value.includes('://');
}

function matchOf(project: Project, file: ProjectFile, field: CredentialField): Match {
  const { name, path, span } = field;
  const variable = variableFor(project, file, field);
  const fix = moveToVariable(project, { file, span, name: variable });
  return {
    file: file.path,
    span,
    ...(path === null ? {} : { path }),
    // Nobody knows whether it is a token or a password that could be guessed from its hash.
    secret: 'weak',
    ...(purposeOf(file.path) === 'use' ? {} : { severity: 'warning' }),
    message: `\`${name}\` is written out: a random value of an unknown issuer`,
    ...(fix === null ? {} : { fix }),
  };
}

/** Of a deployment's field, with its provider: `AZURE_API_KEY`. */
function variableFor(project: Project, file: ProjectFile, { path, name }: CredentialField): string {
  const params = paramsByPath(project, file).get(parentPath(path ?? ''));
  const provider = params === undefined ? '' : writtenProvider(params);
  return variableNameOf(provider === '' ? (path ?? name) : `${provider}.${name}`);
}
