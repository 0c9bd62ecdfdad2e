import { describe, expect, test } from '@jest/globals';
import { ERROR_TABLE, isLlmgwError, LlmgwError, messageOf } from '../../../src/core/errors.ts';
import { EXIT } from '../../../src/core/exit-codes.ts';

describe('an error of ours', () => {
  test('knows its code, place, next step and exit code', () => {
    const error = new LlmgwError('E_CONFIG', 'no models', {
      where: 'config.yaml:3:1',
      hint: 'add a model',
    });
    expect(error).toMatchObject({
      name: 'LlmgwError',
      code: 'E_CONFIG',
      message: 'no models',
      where: 'config.yaml:3:1',
      hint: 'add a model',
      exitCode: EXIT.config,
    });
    expect('cause' in error).toBe(false);
  });

  test('keeps its cause', () => {
    const cause = new Error('below');
    expect(new LlmgwError('E_IO', 'above', { cause }).cause).toBe(cause);
  });

  test.each(Object.entries(ERROR_TABLE))('%s ends with a known exit code', (_code, kind) => {
    expect(Object.values(EXIT)).toContain(kind.exitCode);
    expect(kind.summary).toMatch(/^[A-Z].*\.$/);
  });
});

describe('telling errors apart', () => {
  test('an error made by another copy of the module counts', () => {
    const brand = Symbol.for('llmgw.error');
    expect(isLlmgwError({ [brand]: true })).toBe(true);
  });

  test.each([[new Error('other')], [null], ['text'], [{ code: 'E_IO' }]])(
    '%p is none of ours',
    (thrown) => {
      expect(isLlmgwError(thrown)).toBe(false);
    },
  );

  test('anything thrown has a message', () => {
    expect(messageOf(new Error('spoken'))).toBe('spoken');
    expect(messageOf('a text')).toBe('a text');
    expect(messageOf(undefined)).toBe('undefined');
  });
});
