import { expect, test } from '@jest/globals';
import { readProjectSettings, severityOf } from '../../../src/security/project-settings.ts';

const TEXT = `security:
  shared_host: true
  severity:
    LGW310: info
    LGW311: loud
  ignore:
    - rule: LGW310
      path: deploy/**
      yaml_path: model_list[*].litellm_params.api_base
      reason: a sidecar
      expires: 2026-12-31
    - rule: [LGW102, hardcoded-ip]
      reason: fixtures
    - no map
`;

test('reads what is ignored, with its place', () => {
  const { ignores } = readProjectSettings('.llmgw.yaml', TEXT);
  expect(ignores).toMatchObject([
    {
      rules: ['LGW310'],
      reason: 'a sidecar',
      until: '2026-12-31',
      position: { line: 7, column: 7 },
    },
    { rules: ['LGW102', 'hardcoded-ip'], reason: 'fixtures', until: null },
  ]);
  const place = {
    file: 'deploy/a/config.yaml',
    line: 1,
    path: 'model_list[3].litellm_params.api_base',
  };
  expect(ignores.map((ignore) => ignore.covers(place))).toEqual([true, true]);
  expect(ignores[0]?.covers({ ...place, path: 'general_settings' })).toBe(false);
  expect(ignores[0]?.covers({ ...place, file: 'config.yaml' })).toBe(false);
});

test('paths are those of its own folder, also when a folder below is scanned', () => {
  const { ignores } = readProjectSettings('../.llmgw.yaml', TEXT, 'deploy/');
  const place = { file: 'config.yaml', line: 1, path: 'model_list[3].litellm_params.api_base' };
  expect(ignores[0]?.covers(place)).toBe(true);
});

test('reads severities, and says which are none', () => {
  const { severities, isSharedHost, findings } = readProjectSettings('.llmgw.yaml', TEXT);
  expect([...severities]).toEqual([['LGW310', 'info']]);
  expect(isSharedHost).toBe(true);
  expect(findings.map(({ position }) => position?.line)).toEqual([14, 5].sort((a, b) => a - b));
});

test('of a broken file it says so', () => {
  expect(readProjectSettings('.llmgw.yaml', 'security: [').findings).toHaveLength(1);
  expect(readProjectSettings('.llmgw.yaml', '').findings).toEqual([]);
});

test('a severity is one of three words', () => {
  expect(['critical', 'warning', 'info', 'high'].map(severityOf)).toEqual([
    'critical',
    'warning',
    'info',
    null,
  ]);
});
