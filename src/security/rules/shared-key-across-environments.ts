import type { Project, ProjectFile } from '../project.ts';
import { credentialFields } from '../reading/credential-fields.ts';
import type { Match, Rule, Span } from '../rule.ts';
import { secretsIn } from '../secrets/find-secrets.ts';
import { isPlaceholder, isReference } from '../secrets/placeholders.ts';

/** LGW111. */
export const sharedKeyAcrossEnvironments: Rule = {
  code: 'LGW111',
  name: 'shared-key-across-environments',
  summary: 'The same secret in production and in another environment.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'none',
  why:
    'Keys of development are on many machines and are guarded less. With one key for both, a leak ' +
    'there opens production, and a key cannot be revoked without stopping production too.',
  help: 'make a key for each environment',
  bad: {
    '.env.development': 'GROQ_API_KEY={{groq}}\n',
    '.env.production': 'GROQ_API_KEY={{groq}}\n',
  },
  good: {
    '.env.development': 'GROQ_API_KEY={{groq:1}}\n',
    '.env.production': 'GROQ_API_KEY={{groq:2}}\n',
  },
  references: ['https://12factor.net/config'],
  check,
};

const PRODUCTION = /(?:^|[./_-])(?:prod|production|live)(?:[./_-]|$)/i;
const OTHER =
  /(?:^|[./_-])(?:dev|development|local|test|testing|ci|qa|stage|staging|sandbox)(?:[./_-]|$)/i;
const SHORTEST = 12;

interface Standing {
  readonly file: ProjectFile;
  readonly span: Span;
  readonly strength: 'strong' | 'weak';
}

function* check(project: Project): Generator<Match> {
  const files = project.files.filter(({ origin }) => origin !== 'ignored');
  const elsewhere = standings(files.filter(({ path }) => OTHER.test(path)));
  const production = standings(
    files.filter(({ path }) => PRODUCTION.test(path) && !OTHER.test(path)),
  );
  for (const [value, [first]] of production) {
    const [other] = elsewhere.get(value) ?? [];
    if (first === undefined || other === undefined) continue;
    yield {
      file: first.file.path,
      span: first.span,
      secret: first.strength,
      message: `this secret of production is also used in ${other.file.path}`,
      related: [{ file: other.file.path, span: other.span, message: 'the same secret' }],
    };
  }
}

/** The secrets of files, by value. */
function standings(files: readonly ProjectFile[]): ReadonlyMap<string, readonly Standing[]> {
  const found = new Map<string, Standing[]>();
  for (const file of files) {
    for (const { value, span, strength } of secretsAndFields(file)) {
      found.set(value, [...(found.get(value) ?? []), { file, span, strength }]);
    }
  }
  return found;
}

function* secretsAndFields(file: ProjectFile): Generator<{
  readonly value: string;
  readonly span: Span;
  readonly strength: 'strong' | 'weak';
}> {
  for (const { value, span, form, inComment } of secretsIn(file)) {
    if (!inComment && form.family !== 'identifier') yield { value, span, strength: form.strength };
  }
  if (file.kind !== 'dotenv' && file.kind !== 'gateway') return;
  for (const { value, span } of credentialFields(file)) {
    if (value.length >= SHORTEST && !isReference(value) && !isPlaceholder(value))
      yield { value, span, strength: 'weak' };
  }
}
