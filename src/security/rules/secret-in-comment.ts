import type { Project } from '../project.ts';
import type { Fix, Match, Rule } from '../rule.ts';
import { claimedSecrets, placeOfSecret, type ClaimedSecret } from '../secrets/claim.ts';
import { hashOutsideQuotes } from '../secrets/surroundings.ts';

/** LGW114. */
export const secretInComment: Rule = {
  code: 'LGW114',
  name: 'secret-in-comment',
  summary: 'A key of a known issuer in a comment.',
  severity: 'critical',
  confidence: 'medium',
  persona: 'regular',
  fix: 'safe',
  why:
    'A line that is commented out is still read by everybody who has the file, and stays in the ' +
    'history after it is deleted.',
  help: 'delete the comment and revoke the key',
  bad: { 'config.yaml': `model_list: []\n# api_key: {{groq}}\n` },
  good: { 'config.yaml': `model_list: []\n# api_key: os.environ/GROQ_API_KEY\n` },
  references: ['https://cwe.mitre.org/data/definitions/615.html'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const found of claimedSecrets(project, 'LGW114')) {
    const fix = removal(found);
    yield {
      ...placeOfSecret(found),
      ...(found.secret.form.family === 'identifier' ? { severity: 'warning' } : {}),
      message: `${found.secret.form.label} in a comment`,
      ...(fix === null ? {} : { fix }),
    };
  }
}

/** A line that is all comment goes; behind something, only the comment does. */
function removal({ file, secret }: ClaimedSecret): Fix | null {
  const { text } = file;
  const start = text.lastIndexOf('\n', secret.span.start - 1) + 1;
  const lineEnd = text.indexOf('\n', secret.span.end);
  const end = lineEnd === -1 ? text.length : lineEnd;
  const line = text.slice(start, end);
  const hash = hashOutsideQuotes(line);
  const isWhole = /^\s*(?:#|\/\/)/.test(line);
  if (!isWhole && hash === -1) return null;
  const kept = line.slice(0, hash).trimEnd().length;
  const ending = line.endsWith('\r') ? 1 : 0;
  const span = isWhole
    ? { start, end: Math.min(end + 1, text.length) }
    : { start: start + kept, end: end - ending };
  return {
    class: 'safe',
    title: 'delete the comment',
    edits: [{ kind: 'replace', file: file.path, span, text: '' }],
  };
}
