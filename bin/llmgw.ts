#!/usr/bin/env node
import { commands } from '../commands/registry.ts';
import { createIo } from '../src/cli/io.ts';
import { main } from '../src/cli/main.ts';

const argv = process.argv.slice(2);
process.exitCode = await main(argv, createIo(process), commands, async (io, options) => {
  // Databases and clients come with the context: help does without.
  const { createContext } = await import('../commands/context.ts');
  return createContext(io, options);
});
