import type { Project, ProjectFile } from '../project.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';
import { encodedSecretsIn } from '../secrets/encoded-secrets.ts';

/** LGW113. */
export const encodedSecret: Rule = {
  code: 'LGW113',
  name: 'encoded-secret',
  summary: 'A key of a known issuer in base64, hexadecimal or percent encoding.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'none',
  why:
    'Encoding is not encryption: everybody can read it back. Most often it is the `data` of a ' +
    'Kubernetes Secret that was committed as a manifest.',
  help: 'make the secret where it is used (external secrets, sealed secrets), and revoke this one',
  bad: {
    'secret.yaml': `apiVersion: v1
kind: Secret
metadata: { name: gateway }
data:
  # base64 of a Groq key
  GROQ_API_KEY: {{base64 groq}}
`,
  },
  good: {
    'secret.yaml': `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: gateway }
spec:
  data:
    - secretKey: GROQ_API_KEY
      remoteRef: { key: groq }
`,
  },
  references: ['https://kubernetes.io/docs/concepts/configuration/secret/'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const file of project.files.filter(isWatched)) {
    for (const { form, span, path, encoding } of encodedSecretsIn(file)) {
      yield {
        file: file.path,
        span,
        ...(path === null ? {} : { path }),
        secret: form.strength,
        message: `${form.label} in ${encoding === 'percent' ? 'percent encoding' : encoding}`,
      };
    }
  }
}

/** An env file that is not in version control may hold what it likes. */
function isWatched({ origin, kind, path }: ProjectFile): boolean {
  if (origin === 'ignored' || purposeOf(path) === 'test') return false;
  return kind !== 'dotenv' || origin === 'tracked';
}
