import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { rulePages } from '../../../src/security/rule-pages.ts';
import { secretsIn } from '../../../src/security/secrets/find-secrets.ts';
import { ProjectFile } from '../../../src/security/project.ts';

const folder = new URL('../../../docs/rules/', import.meta.url);

test('docs/rules holds what the rules say: `node .ci/rule-pages.mjs` writes it', () => {
  const written = readdirSync(folder).map((name) => [
    name,
    readFileSync(new URL(name, folder), 'utf8'),
  ]);
  const there = new Map(written.map(([name, text]) => [String(name), text]));
  const pages = Object.entries(rulePages());
  const stale = pages.filter(([name, text]) => there.get(name) !== text).map(([name]) => name);
  const names = new Set(pages.map(([name]) => name));
  const lost = [...there.keys()].filter((name) => !names.has(name));
  // `node .ci/rule-pages.mjs` writes them anew.
  expect({ stale, lost }).toEqual({ stale: [], lost: [] });
});

test('no page holds anything like a key', () => {
  const files = Object.entries(rulePages()).map(
    ([path, text]) => new ProjectFile({ path, text, mode: null, origin: 'tracked' }),
  );
  const found = files.flatMap((file) => secretsIn(file).map(({ form }) => [file.path, form.id]));
  expect(found).toEqual([]);
});
