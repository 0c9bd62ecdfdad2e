import { describe, expect, test } from '@jest/globals';
import {
  suitesOf,
  type Case,
  type Suite,
} from '../../../../src/diagnostics/render/junit-suites.ts';
import { cleanReport, sampleFinding, sampleReport, sampleRule } from '../../../support/reports.ts';

function outline(suites: readonly Suite[]): Readonly<Record<string, readonly string[]>> {
  const line = ({ name, outcome }: Case): string => `${outcome} ${name}`;
  return Object.fromEntries(suites.map(({ name, cases }) => [name, cases.map(line)]));
}

const KEY = 'LGW102 hardcoded-provider-key';
const LOOPBACK = 'LGW310 hardcoded-loopback';

describe('suites', () => {
  test('hold a case for each rule and file, and one for each service', () => {
    expect(outline(suitesOf(sampleReport()))).toEqual({
      '.env': [`passed ${KEY}`, `passed ${LOOPBACK}`],
      'deploy/config.yaml': [`failed ${KEY}`, `skipped ${LOOPBACK}`],
      'live checks': ['passed db:5432/llm', 'failed redis://cache:6379/0'],
    });
  });

  test('let an info pass, and tell it', () => {
    const [, suite] = suitesOf(cleanReport({ findings: [sampleFinding({ severity: 'info' })] }));
    expect(suite?.cases[0]).toMatchObject({
      outcome: 'passed',
      details: [
        'deploy/config.yaml:4:16: info: Groq API key written in the config file\n  help: api_key: os.environ/GROQ_API_KEY',
      ],
    });
  });

  test('count several findings of a rule as one failed case', () => {
    const { position: _, ...bare } = sampleFinding();
    const [suite] = suitesOf(cleanReport({ findings: [bare, bare, bare], files: [] }));
    expect(suite?.name).toBe('(no file)');
    expect(suite?.cases[0]?.message).toBe('Groq API key written in the config file (and 2 more)');
    expect(suite?.cases[0]?.details).toHaveLength(3);
  });

  test('have cases for what no rule has found', () => {
    const finding = sampleFinding({ code: 'LGW014', name: 'invalid-yaml' });
    const [, suite] = suitesOf(cleanReport({ findings: [finding] }));
    expect(suite?.cases.map(({ name }) => name)[0]).toBe('LGW014 invalid-yaml');
  });

  test('leave out what passed where there would be too many', () => {
    const files = Array.from({ length: 10_001 }, (_, n) => ({ path: `f${n}`, sha256: null }));
    const rules = [sampleRule(), sampleRule({ code: 'LGW310', name: 'hardcoded-loopback' })];
    expect(outline(suitesOf(cleanReport({ files, rules, findings: [sampleFinding()] })))).toEqual({
      'deploy/config.yaml': [`failed ${KEY}`],
      'every other file': [`passed ${KEY}`, `passed ${LOOPBACK}`],
    });
  });
});
