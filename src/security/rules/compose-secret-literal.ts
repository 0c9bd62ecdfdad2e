import type { Project } from '../project.ts';
import { composeServices } from '../reading/compose-services.ts';
import { isLiteralSecret, isWithin } from '../reading/literal-secret.ts';
import { placeIn } from '../reading/match-parts.ts';
import { claimedSecrets, placeOfSecret } from '../secrets/claim.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW708. */
export const composeSecretLiteral: Rule = {
  code: 'LGW708',
  name: 'compose-secret-literal',
  summary: 'A secret written out in a compose file.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'Compose files are under version control and are shown by `docker inspect`.',
  help: 'use `env_file`, `${NAME}` or compose secrets',
  bad: {
    'compose.yaml': `services:
  a:
    environment:
      GROQ_API_KEY: {{groq}}
`,
  },
  good: {
    'compose.yaml': `services:
  a:
    environment:
      GROQ_API_KEY: \${GROQ_API_KEY}
`,
  },
  references: [],
  check,
};

function* check(project: Project): Generator<Match> {
  const claimed = claimedSecrets(project, 'LGW708');
  for (const found of claimed) {
    yield {
      ...placeOfSecret(found),
      message: `${found.secret.form.label} stands in the compose file`,
    };
  }
  for (const variable of composeServices(project).flatMap(({ environment }) => environment)) {
    if (!isLiteralSecret(variable)) continue;
    const { file, name, span } = variable;
    const isTold = claimed.some((one) => one.file === file && isWithin(one.secret.span, span));
    if (!isTold)
      yield {
        ...placeIn(variable),
        secret: 'weak',
        message: `\`${name}\` stands in the compose file`,
      };
  }
}
