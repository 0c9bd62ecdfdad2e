import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { CommandContext } from '../context.ts';
import type { RenderConfigOptions } from './render-options.ts';

/** Writes the result where it is wanted, or compares it with what is there. */
export function deliver(
  text: string,
  { output, check }: RenderConfigOptions,
  context: CommandContext,
): ExitCode {
  if (output === null || output === '-') {
    context.io.stdout.write(text);
    return EXIT.ok;
  }
  const path = resolve(context.io.cwd, output);
  if (check) return compare(path, text, context);
  writeWhole(path, text);
  return EXIT.ok;
}

function compare(path: string, text: string, { io }: CommandContext): ExitCode {
  let there: string | null = null;
  try {
    there = readFileSync(path, 'utf8');
  } catch {
    // Not there is as different as can be.
  }
  if (there === text) return EXIT.ok;
  io.stderr.write(`${path} is not what would be written\n`);
  return EXIT.warning;
}

/** Beside it first: a reader sees the old file or the new one, and nobody else sees either. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    chmodSync(draft, 0o600);
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw new LlmgwError('E_IO', `cannot write the result: ${messageOf(cause)}`, {
      where: path,
      hint: 'check the path given with --output',
      cause,
    });
  }
}
