import { expect, test } from '@jest/globals';
import { createProgram, parseProgram } from '../../../src/cli/program.ts';
import { isLlmgwError } from '../../../src/core/errors.ts';
import { EXIT } from '../../../src/core/exit-codes.ts';
import { captureIo } from '../../support/io.ts';

test('the invoked command is handed on with its arguments', async () => {
  const definition = {
    configure: () => undefined,
    run: () => Promise.resolve(EXIT.ok),
  };
  const entry = { name: 'brew', summary: 'Make a pot', load: () => Promise.resolve(definition) };
  const invoked: unknown[] = [];
  const program = createProgram(captureIo().io, [entry], (found, command) => {
    invoked.push(found, command.name());
    return Promise.resolve();
  });
  await parseProgram(program, ['brew']);
  expect(invoked).toEqual([definition, 'brew']);
});

test('what a command throws passes through', async () => {
  const load = (): Promise<never> => Promise.reject(new Error('cannot load'));
  const program = createProgram(captureIo().io, [{ name: 'brew', summary: '', load }], () =>
    Promise.resolve(),
  );
  await expect(parseProgram(program, ['brew'])).rejects.toThrow('cannot load');
  const thrown = await parseProgram(program, ['--nope']).catch((error: unknown) => error);
  expect(isLlmgwError(thrown) && thrown.code).toBe('E_USAGE');
});
