import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FINDING_KINDS } from '../../../src/config/finding-codes.ts';
import { META_RULES } from '../../../src/diagnostics/meta-rules.ts';
import { rules } from '../../../src/security/registry.ts';
import { ruleDocs } from '../../../src/security/rule-docs.ts';

const codes = ruleDocs.map(({ code }) => code);
const config = readFileSync(new URL('../../../docs/config.md', import.meta.url), 'utf8');

describe('what is known of the codes', () => {
  test('holds every rule, every meta rule and every kind of the loader', () => {
    const wanted = [...rules, ...Object.values(META_RULES), ...Object.values(FINDING_KINDS)].map(
      ({ code }) => code,
    );
    expect(wanted.filter((code) => !codes.includes(code))).toEqual([]);
  });

  test('holds every code that docs/config.md explains', () => {
    const explained = [...config.matchAll(/^\| (LGW\d+) \|/gm)].map(([, code]) => code);
    expect(explained.length).toBeGreaterThan(30);
    expect(explained.filter((code = '') => !codes.includes(code))).toEqual([]);
  });

  test('names no code and no name twice, and is in order', () => {
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(new Set(ruleDocs.map(({ name }) => name)).size).toBe(ruleDocs.length);
  });

  test('prefers the rule where the loader finds the same', () => {
    const doc = ruleDocs.find(({ code }) => code === 'LGW211');
    expect(doc).toMatchObject({ origin: 'rule', docs: 'docs/rules/LGW211.md' });
    expect(doc).not.toHaveProperty('check');
  });

  test.each(ruleDocs.map((doc) => [doc.code, doc] as const))(
    'has a summary and a help for %s',
    (_code, { name, summary, help }) => {
      expect(name).toMatch(/^[a-z\d]+(-[a-z\d]+)*$/);
      expect(summary).toMatch(/\.$/);
      expect(help).not.toBe('');
    },
  );
});
