import type { Project } from '../project.ts';
import type { Match, Rule } from '../rule.ts';
import { claimedSecrets, placeOfSecret } from '../secrets/claim.ts';

/** LGW115. */
export const secretInExampleFile: Rule = {
  code: 'LGW115',
  name: 'secret-in-example-file',
  summary: 'A key that looks live in an example or in documentation.',
  severity: 'critical',
  confidence: 'medium',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'Examples are made by copying what works, and they are committed, published and copied ' +
    'again. A random value of the right length is not distinguishable from a real one: a reader ' +
    'cannot tell that it is harmless, and a scanner of somebody else cannot either.',
  help: 'write a placeholder like `your-groq-api-key`, and revoke the key if it was real',
  bad: { '.env.example': 'GROQ_API_KEY={{groq}}\n' },
  good: { '.env.example': 'GROQ_API_KEY=your-groq-api-key\n' },
  references: ['https://docs.github.com/en/code-security/secret-scanning'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const found of claimedSecrets(project, 'LGW115')) {
    const { file, secret } = found;
    const { form, span } = secret;
    const text = `your-${form.id}-key`;
    yield {
      ...placeOfSecret(found),
      ...(form.family === 'identifier' ? { severity: 'warning' } : {}),
      message: `${form.label} in a file that is made to be copied or read`,
      fix: {
        class: 'unsafe',
        title: 'put a placeholder there',
        edits: [{ kind: 'replace', file: file.path, span, text }],
      },
    };
  }
}
