import { describe, expect, test } from '@jest/globals';
import { rulePage } from '../../../src/security/rule-page.ts';
import type { RuleDoc } from '../../../src/security/rule-docs.ts';

function docOf(over: Partial<RuleDoc> = {}): RuleDoc {
  return {
    code: 'LGW102',
    name: 'hardcoded-provider-key',
    summary: 'A key in a file.',
    severity: 'critical',
    confidence: 'high',
    fix: 'safe',
    why: 'It is spent.',
    help: 'refer to a variable',
    docs: 'docs/rules/LGW102.md',
    origin: 'rule',
    persona: 'regular',
    bad: { 'config.yaml': 'key: {{groq}}\n', Dockerfile: 'FROM a' },
    good: { '.env.example': '' },
    references: ['https://example.com/a'],
    ...over,
  };
}

describe('the page of a rule', () => {
  test('says it all, and shows no key', () => {
    expect(rulePage(docOf())).toBe(`\
# LGW102 hardcoded-provider-key

A key in a file.

**critical** · confidence: high · fix: safe · found by \`llmgw check-security\`

## Why

It is spent.

## What to do

Refer to a variable.

## Bad

\`config.yaml\`

\`\`\`yaml
key: <Groq API key>
\`\`\`

\`Dockerfile\`

\`\`\`dockerfile
FROM a
\`\`\`

## Good

\`.env.example\`

\`\`\`sh
\`\`\`

## How to suppress it

At the end of the line, or on a line of its own above it; the reason is required, the last day is not:

\`\`\`yaml
# llmgw: ignore[LGW102] the reason until=2026-12-31
\`\`\`

Or for files and paths, in \`.llmgw.yaml\`:

\`\`\`yaml
security:
  ignore:
    - rule: LGW102
      path: deploy/*.yaml
      reason: the reason
      expires: 2026-12-31
\`\`\`

## References

- <https://example.com/a>
`);
  });

  test('of the loader is short and says how to leave it out', () => {
    const bare = { why: '', bad: null, good: null, references: [], fix: 'none' } as const;
    const page = rulePage(docOf({ ...bare, origin: 'loader', help: '`a: b` does it.' }));
    expect(page).toContain('no automatic fix · found by `llmgw validate-config`');
    expect(page).toContain('## What to do\n\n`a: b` does it.\n\n## How to leave it out');
    expect(page).not.toMatch(/## (Why|Bad|Good|References)/);
    expect(rulePage(docOf({ ...bare, origin: 'gateway' }))).not.toContain('## How');
  });

  test('names the persona that must be asked for', () => {
    expect(rulePage(docOf({ persona: 'pedantic' }))).toContain('with `--persona pedantic`');
    expect(rulePage(docOf({ confidence: 'low' }))).toContain('with `--persona auditor`');
  });

  test('fences what has fences of its own, and leaves templates alone', () => {
    const page = rulePage(docOf({ bad: { 'a.md': '```\n{{ value }} {{no-such-form}}\n```\n' } }));
    expect(page).toContain('````text\n```\n{{ value }} {{no-such-form}}\n```\n````');
  });

  test.each([
    ['refer to a variable', 'Refer to a variable.'],
    ['api_key: os.environ/KEY', 'api_key: os.environ/KEY.'],
    ['write `auth: true`', 'Write `auth: true`.'],
    ['Do it!', 'Do it!'],
  ])('makes a sentence of %j', (help, shown) => {
    expect(rulePage(docOf({ help }))).toContain(`## What to do\n\n${shown}\n`);
  });
});
