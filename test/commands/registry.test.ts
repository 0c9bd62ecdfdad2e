import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { commands } from '../../commands/registry.ts';

test('every command has its own name and one line', () => {
  const names = commands.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, summary } of commands) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(summary).toMatch(/^[A-Z][^\n]*[^.]$/);
  }
});

test.each(commands.map((entry) => [entry.name, entry] as const))(
  '%s loads and describes itself',
  async (name, { load }) => {
    const command = new Command(name);
    const definition = await load();
    definition.configure(command);
    expect(command.options.every(({ description }) => description !== '')).toBe(true);
  },
);
