import type { Project } from '../project.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';
import { claimedSecrets, placeOfSecret } from '../secrets/claim.ts';
import { readToken, type Token } from '../secrets/read-token.ts';

/** LGW107. */
export const jwtLiteral: Rule = {
  code: 'LGW107',
  name: 'jwt-literal',
  summary: 'A JSON web token, written out.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'none',
  why:
    'Whoever holds the token is let in until it expires. It is critical when it has not expired ' +
    'or never does, and when it is not signed (`alg: none`): who accepts such a token accepts any.',
  help: 'revoke the token, and read a new one from the environment',
  bad: { 'config.yaml': 'service:\n  token: {{jwt}}\n' },
  good: { 'config.yaml': 'service:\n  token: os.environ/SERVICE_TOKEN\n' },
  references: ['https://www.rfc-editor.org/rfc/rfc8725'],
  check,
};

function* check(project: Project): Generator<Match> {
  const now = Date.parse(project.today) / 1000;
  for (const found of claimedSecrets(project, 'LGW107')) {
    const token = readToken(found.secret.value);
    if (token === null) continue;
    const [isOpen, message] = judge(token, now);
    const isCritical = isOpen && purposeOf(found.file.path) === 'use' && !found.secret.inComment;
    yield { ...placeOfSecret(found), severity: isCritical ? 'critical' : 'warning', message };
  }
}

function judge({ alg, exp }: Token, now: number): readonly [boolean, string] {
  if (alg.toLowerCase() === 'none') return [true, 'a web token that is not signed is written out'];
  if (exp === null) return [true, 'a web token that never expires is written out'];
  const day = new Date(Math.min(exp, 8e12) * 1000).toISOString().slice(0, 10);
  return exp > now
    ? [true, `a web token that is good until ${day} is written out`]
    : [false, `a web token is written out; it expired on ${day}`];
}
