import { filesOf, type Project, type ProjectFile } from '../project.ts';
import { credentialFields, type CredentialField } from '../reading/credential-fields.ts';
import type { Match, Rule } from '../rule.ts';
import { secretsIn } from '../secrets/find-secrets.ts';
import { moveToVariable, variableNameOf } from '../secrets/move-to-variable.ts';
import { isPlaceholder, isReference } from '../secrets/placeholders.ts';

/** LGW104. */
export const secretInHeader: Rule = {
  code: 'LGW104',
  name: 'secret-in-header',
  summary: 'A secret written out in a header block.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'Headers that are set in the configuration (`extra_headers`, `static_headers`, headers of a ' +
    'pass-through endpoint) are sent with every request and forgotten in reviews. The secret is ' +
    'readable by everybody who can read the file.',
  help: 'keep the whole value, `Bearer ` included, in the environment and write `os.environ/NAME` here',
  bad: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /rerank
      target: https://api.example.com/rerank
      headers:
        Authorization: Bearer {{groq}}
`,
  },
  good: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /rerank
      target: https://api.example.com/rerank
      headers:
        Authorization: bearer os.environ/COHERE_API_KEY
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/pass_through'],
  check,
};

const SHORTEST = 8;

function* check(project: Project): Generator<Match> {
  for (const file of filesOf(project, 'gateway')) {
    if (file.origin === 'ignored') continue;
    const headers = credentialFields(file).filter(({ isHeader }) => isHeader);
    for (const header of headers.filter(({ value }) => isWrittenOut(value)))
      yield matchOf(project, file, header);
    yield* secretsOfOtherHeaders(project, file, headers);
  }
}

/** A header may hold a known key whatever its name. */
function* secretsOfOtherHeaders(
  project: Project,
  file: ProjectFile,
  known: readonly CredentialField[],
): Generator<Match> {
  for (const { path, span, name, value, inComment } of secretsIn(file)) {
    if (inComment || path === null || !/headers\.[^.]+$/.test(path)) continue;
    if (known.some((header) => header.path === path)) continue;
    yield matchOf(project, file, { path, span, name: name ?? 'header', value, isHeader: true });
  }
}

function isWrittenOut(value: string): boolean {
  const secret = value.replace(/^(?:bearer|basic|token)\s+/i, '');
  return secret.length >= SHORTEST && !isReference(value) && !isPlaceholder(secret);
}

function matchOf(project: Project, file: ProjectFile, field: CredentialField): Match {
  const { name, path, span } = field;
  const variable = `${variableNameOf(name)}_HEADER`;
  const fix = moveToVariable(project, { file, span, name: variable });
  return {
    file: file.path,
    span,
    ...(path === null ? {} : { path }),
    secret: 'weak',
    message: `the header \`${name}\` holds a secret that is written out`,
    ...(fix === null ? {} : { fix }),
  };
}
