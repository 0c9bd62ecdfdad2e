import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LlmgwError } from '../../src/core/errors.ts';
import { codeOf } from '../../src/core/service-fault.ts';
import type { CatalogueEntry } from '../../src/rotation/types.ts';

const KINDS: readonly CatalogueEntry['kind'][] = ['json', 'text'];
const LEAVES: readonly CatalogueEntry['leaves'][] = ['every', 'marked', 'nested'];

/**
 * Reads a file of further columns that hold ciphertext: a JSON array (or one object a line) of
 * `{"table", "primaryKey": ["id"], "column", "kind": "json"|"text", "leaves": "every"|"marked"|"nested"}`.
 * Throws `E_NO_INPUT` or `E_USAGE`.
 */
export function readCatalogueExtra(cwd: string, path: string | null): readonly CatalogueEntry[] {
  if (path === null) return [];
  const file = resolve(cwd, path);
  return parse(readText(file), file).map((value, at) => toEntry(value, `${file}, entry ${at + 1}`));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new LlmgwError('E_NO_INPUT', `the catalogue cannot be read: ${codeOf(cause)}`, {
      where: file,
      hint: 'check the path given with --catalogue-extra',
    });
  }
}

function parse(text: string, where: string): readonly unknown[] {
  try {
    if (!text.startsWith('[')) return text.split('\n').map((line): unknown => JSON.parse(line));
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    throw new LlmgwError('E_USAGE', 'the catalogue is not JSON', {
      where,
      hint: 'write a JSON array of entries, as `llmgw reencrypt-db plan` prints them',
    });
  }
}

function toEntry(value: unknown, where: string): CatalogueEntry {
  const table = textField(value, 'table');
  const column = textField(value, 'column');
  const primaryKey = namesField(value, 'primaryKey');
  const kind = KINDS.find((word) => word === (textField(value, 'kind') ?? 'json'));
  const leaves = LEAVES.find((word) => word === (textField(value, 'leaves') ?? 'every'));
  if (table === null || column === null || primaryKey.length === 0 || !kind || !leaves) {
    throw new LlmgwError('E_USAGE', 'an entry of the catalogue is not complete', {
      where,
      hint: '{"table":"T","primaryKey":["id"],"column":"c","kind":"json","leaves":"every"}',
    });
  }
  return { table, column, primaryKey, kind, leaves, history: false };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textField(value: unknown, name: string): string | null {
  const field = fieldOf(value, name);
  return typeof field === 'string' && field !== '' ? field : null;
}

function namesField(value: unknown, name: string): readonly string[] {
  const field = fieldOf(value, name);
  const names: readonly unknown[] = Array.isArray(field) ? field : [];
  return names.filter((item): item is string => typeof item === 'string' && item !== '');
}
