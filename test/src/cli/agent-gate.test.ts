import { describe, expect, test } from '@jest/globals';
import { checkAgent, detectAgent } from '../../../src/cli/agent-gate.ts';

const TOKEN = 'RE-7Q2F-9XKD';
const question = { token: TOKEN, marker: null };

describe('a coding agent', () => {
  test.each([
    ['CLAUDECODE', '1', 'Claude Code'],
    ['CLAUDE_CODE_ENTRYPOINT', 'cli', 'Claude Code'],
    ['CURSOR_TRACE_ID', 'abc', 'Cursor'],
    ['CODEX_SANDBOX', 'seatbelt', 'Codex'],
    ['GEMINI_CLI', '1', 'Gemini CLI'],
    ['AI_AGENT', '1', 'an AI agent'],
    ['AI_AGENT', 'somebody-new', 'somebody-new'],
  ])('is told by %s=%s', (name, value, agent) => {
    expect(detectAgent({ [name]: value })).toBe(agent);
  });

  test('is not seen where the variable is empty, off, or only sounds alike', () => {
    expect(detectAgent({ CLAUDECODE: '', GEMINI_CLI: '0', AI_AGENT: 'false' })).toBeNull();
    expect(detectAgent({ HOME: '/root', CURSOR: '1', MY_CODEX_HOME: 'x' })).toBeNull();
  });

  test('is refused without consent, and told what to ask for', () => {
    expect(checkAgent({ CLAUDECODE: '1' }, question)).toEqual({
      allowed: false,
      agent: 'Claude Code',
      message: expect.stringContaining('Claude Code runs this command'),
      hint: expect.stringContaining(TOKEN),
    });
  });

  test('may go on with a sentence that names the plan', () => {
    const consent = `yes, rotate staging, plan ${TOKEN}`;
    const env = { CLAUDECODE: '1', LLMGW_USER_CONSENT: consent };
    expect(checkAgent(env, question)).toEqual({ allowed: true, consent });
  });

  test.each(['yes, go on please do it', 'plan RE-OTHER-ONE is fine with me', TOKEN, 'yes'])(
    'cannot use "%s" as consent',
    (consent) => {
      const env = { CLAUDECODE: '1', LLMGW_USER_CONSENT: consent };
      expect(checkAgent(env, question)).toMatchObject({ allowed: false });
    },
  );

  test('may do as it likes with a database that is marked for tests', () => {
    for (const marker of ['dev', 'test', 'CI']) {
      expect(checkAgent({ CLAUDECODE: '1' }, { token: TOKEN, marker })).toMatchObject({
        allowed: true,
      });
    }
    expect(checkAgent({ CLAUDECODE: '1' }, { token: TOKEN, marker: 'production' })).toMatchObject({
      allowed: false,
    });
  });
});

test('a person needs nobody to agree', () => {
  expect(checkAgent({ HOME: '/home/ada' }, question)).toEqual({ allowed: true, consent: null });
});
