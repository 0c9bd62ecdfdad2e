import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { reportFailure } from '../../../src/cli/failure.ts';
import { withColor } from '../../../src/cli/io.ts';
import { LlmgwError } from '../../../src/core/errors.ts';
import { captureIo } from '../../support/io.ts';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'llmgw-failure-'));
  mkdirSync(join(cwd, '.llmgw'));
});

afterEach(() => rmSync(cwd, { recursive: true }));

function crashFile(): { readonly name: string; readonly text: string; readonly mode: number } {
  const [name = ''] = readdirSync(join(cwd, '.llmgw'));
  const file = join(cwd, '.llmgw', name);
  return { name, text: readFileSync(file, 'utf8'), mode: statSync(file).mode & 0o777 };
}

describe('an expected error', () => {
  test('leaves out what it does not know', () => {
    const captured = captureIo({ cwd });
    expect(reportFailure(new LlmgwError('E_IO', 'cannot read'), captured.io, false)).toBe(74);
    expect(captured.stderr()).toBe('error[E_IO]: cannot read\n');
    expect(readdirSync(join(cwd, '.llmgw'))).toEqual([]);
  });

  test('is coloured where colour is wanted', () => {
    const captured = captureIo({ cwd });
    reportFailure(new LlmgwError('E_IO', 'x'), withColor(captured.io, 'always'), false);
    expect(captured.stderr()).toContain('\u001b[31m');
  });
});

describe('a fault', () => {
  const secret = 'correct-horse-battery';
  const fault = new Error(`cannot log in with ${secret}`, {
    cause: new Error('GET https://user:hunter22@host failed'),
  });

  test('goes to a private file with its stack and causes, without secrets', () => {
    const captured = captureIo({ cwd, env: { MY_API_KEY: secret } });
    expect(reportFailure(fault, captured.io, false)).toBe(70);
    const { text, mode, name } = crashFile();
    expect(mode).toBe(0o600);
    expect(text).toMatch(
      /cannot log in with \[redacted\][\s\S]* {4}at [\s\S]*caused by Error: GET/,
    );
    expect(captured.stderr()).toContain(` --> ${join(cwd, '.llmgw', name)}\n`);
    for (const said of [text, captured.stderr()]) {
      expect(said).not.toContain(secret);
      expect(said).not.toContain('hunter22');
    }
  });

  test('with --json stays one line, and needs no stack to be debugged', () => {
    const captured = captureIo({ cwd, env: { LLMGW_LOG: 'debug' } });
    reportFailure('just a string', captured.io, true);
    expect(captured.stderr().trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(captured.stderr())).toMatchObject({ error: { code: 'E_SOFTWARE' } });
  });
});
