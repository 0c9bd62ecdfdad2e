import { expect, test } from '@jest/globals';
import { inspectHistory } from '../../../commands/check-security/inspect-history.ts';
import { rules } from '../../../src/security/registry.ts';
import { USUAL_JUDGEMENT } from '../../support/check-judgement.ts';
import { projectOf } from '../../support/rule-cases.ts';
import { OPEN_CONFIG } from '../../support/scan-folder.ts';

test('a secret is told once, with its first commit; a setting is not', () => {
  const text = `${OPEN_CONFIG}model_list:\n  - litellm_params:\n      api_key: {{groq}}\n`;
  const versions = ['1111 of 2026-01-01', '2222 of 2026-02-02'].map((commit, at) => ({
    commit,
    project: projectOf({ 'config.yaml': `${'# x\n'.repeat(at)}${text}` }),
  }));
  const chosen = rules.filter(({ code }) => ['LGW102', 'LGW211'].includes(code));
  const { findings } = inspectHistory(versions, { ...USUAL_JUDGEMENT, rules: chosen });
  expect(findings).toMatchObject([
    {
      code: 'LGW102',
      repair: null,
      message: expect.stringContaining('(in commit 1111 of 2026-01-01)'),
    },
  ]);
});
