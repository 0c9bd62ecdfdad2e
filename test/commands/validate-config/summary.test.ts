import { expect, test } from '@jest/globals';
import { summaryLines } from '../../../commands/validate-config/summary.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { LiveCheck } from '../../../src/diagnostics/report.ts';
import { gatewayConfig } from '../../support/config-literals.ts';

const config = gatewayConfig({
  deployments: [
    { modelName: 'gpt', model: 'a', apiBase: 'https://a.example/v1' },
    { modelName: 'gpt', model: 'b', apiBase: 'https://a.example/v1', apiKey: null },
    { modelName: 'mock', model: 'c', mockResponse: 'hello', apiKey: null, apiBase: null },
  ],
  general: { databaseUrl: new Secret('postgresql://a:hidden@db/x') },
});
const REDIS: LiveCheck = { check: 'redis', target: 'r:6379', status: 'ok', ms: 3, detail: 'PONG' };

function lines(live: readonly LiveCheck[] | null, parts: object = {}): readonly string[] {
  return summaryLines({ file: 'config.yaml', config, findings: [], live, ...parts });
}

test('says what is there, and that nobody was called', () => {
  expect(lines(null)).toEqual([
    'Config:     VALID       config.yaml, 3 deployments in 2 model groups',
    'Keys:       SOME        1 of 2 deployments with a key of its own',
    'URLs:       VALID       1 address written',
    'Redis:      NOT USED',
    'PostgreSQL: NOT ASKED   without --offline it is',
  ]);
});

test('says who answered', () => {
  const redis = { url: null, host: 'r', port: 6379, username: null, password: null, tls: false };
  const used = { ...config, general: { ...config.general, redis } };
  const postgres = { ...REDIS, check: 'postgres', target: 'db:5432/x', status: 'auth' } as const;
  const provider = { ...REDIS, check: 'provider', target: 'https://a.example:443' } as const;
  const shown = lines([REDIS, postgres, { ...provider, status: 'dns' }], { config: used });
  expect(shown.slice(2)).toEqual([
    'URLs:       UNREACHABLE 1 address written, 0 of 1 host reached',
    'Redis:      READY       r:6379, 3 ms, PONG',
    'PostgreSQL: AUTH        db:5432/x',
  ]);
});

test('of a file nothing can be made of it says only that', () => {
  const finding = { code: 'LGW014', name: 'invalid-yaml', severity: 'critical', message: '' };
  const shown = lines(null, { config: null, findings: [finding] });
  expect(shown[0]).toBe('Config:     INVALID     config.yaml, 1 error');
  expect(shown).toHaveLength(3);
});
