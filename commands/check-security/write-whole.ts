import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { tryRead } from './collect/try-read.ts';

/** Writes a file whole or not at all; a pipe or device is written to as it is. Throws `E_IO`. */
export function writeWhole(path: string, text: string, what: string): void {
  const isSpecial = tryRead(() => statSync(path))?.isFile() === false;
  const draft = isSpecial ? path : `${path}.llmgw-${process.pid}`;
  try {
    writeFileSync(draft, text);
    if (!isSpecial) renameSync(draft, path);
  } catch (cause) {
    if (!isSpecial) tryRead(() => rmSync(draft, { force: true }));
    throw new LlmgwError('E_IO', `${what} cannot be written: ${messageOf(cause)}`, {
      where: path,
      hint: 'check that the folder is there and can be written to',
      cause,
    });
  }
}
