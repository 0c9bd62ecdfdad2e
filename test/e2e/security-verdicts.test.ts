import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { ProjectFile } from '../../src/security/project.ts';
import { rules } from '../../src/security/registry.ts';
import { scan } from '../../src/security/scan.ts';

/** Configurations that people run, beside the repository where somebody has collected them. */
const COLLECTED = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/configs');

/**
 * Everything that is called critical in them, file and line, with what a person said who read it.
 * What is not here is called critical nowhere.
 */
const VERDICTS: Readonly<Record<string, string>> = {
  '07.yaml:52 LGW101':
    'a listing of all settings: `your_password` would not work, and is meant to be replaced',
  '07.yaml:115 LGW203': 'the same listing: the master key is the word `string`',
  '07.yaml:139 LGW101': 'the same listing: `<your-redis-password>`',
  '71.yaml:208 LGW203': 'right: `sk-1234` guards a gateway with real deployments',
  '81.yaml:32 LGW203': 'right: `sk-1234` again',
  '83.yaml:4 LGW101':
    'right by its text: `bad-key` goes to a real provider; the file is a test of failures',
};

test('nothing is critical in real configurations that a person would call fine', () => {
  const names = existsSync(COLLECTED) ? readdirSync(COLLECTED) : [];
  const critical = names
    .filter((name) => /\.ya?ml$/.test(name))
    .flatMap((name) => criticalIn(name))
    .sort();
  if (names.length > 0) expect(critical).toEqual(Object.keys(VERDICTS).sort());
  else expect(rules.length).toBeGreaterThan(100);
});

function criticalIn(path: string): readonly string[] {
  const text = readFileSync(join(COLLECTED, path), 'utf8');
  const file = new ProjectFile({ path, text, mode: 0o600, origin: 'loose' });
  const project = { files: [file], unread: [], isGit: false, names: [], today: '2026-11-23' };
  return scan({ ...project, isSharedHost: false }, { rules, persona: 'auditor' })
    .filter(({ severity }) => severity === 'critical')
    .map(({ code, position }) => `${path}:${position?.line} ${code}`);
}
