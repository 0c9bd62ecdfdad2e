import type { Rule } from '../rule.ts';

/** LGW116. */
export const liveCredential: Rule = {
  code: 'LGW116',
  name: 'live-credential',
  summary: 'A key that was found and works.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'With `--verify` each key that was found is tried at its issuer, with a call that only lists ' +
    'something. Who finds it next can use it as it is.',
  help: 'revoke it now, then find out who could read the file',
  bad: { 'config.yaml': 'api_key: {{groq}}\n' },
  good: { 'config.yaml': 'api_key: os.environ/GROQ_API_KEY\n' },
  references: [
    'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
  ],
  // Files do not tell whether a key works: `check-security --verify` asks, and adds the findings.
  check: () => [],
};
