#!/usr/bin/env node
import { createContext } from '../commands/context.ts';
import { commands } from '../commands/registry.ts';
import { createIo } from '../src/cli/io.ts';
import { main } from '../src/cli/main.ts';

process.exitCode = await main(process.argv.slice(2), createIo(process), commands, createContext);
