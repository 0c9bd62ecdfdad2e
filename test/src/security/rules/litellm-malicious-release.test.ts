import { litellmMaliciousRelease } from '../../../../src/security/rules/litellm-malicious-release.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(litellmMaliciousRelease, {
  fires: [
    {
      title: 'in a lock file',
      files: { 'poetry.lock': '[[package]]\nname = "litellm"\nversion = "1.82.7"\n' },
      at: ['poetry.lock:3:12'],
      without: ['1.82.7', '1.82.6'],
      severity: 'critical',
    },
    {
      title: 'in a variable',
      files: { '.env': 'LITELLM_VERSION=v1.82.8\n' },
      at: ['.env:1:17'],
      without: ['1.82.8', '1.82.9'],
      severity: 'critical',
    },
  ],
  silent: [{ title: 'its neighbours', files: { 'requirements.txt': 'litellm==1.82.6\n' } }],
});
