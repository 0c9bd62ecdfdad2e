import { proxyEnvLeak } from '../../../../src/security/rules/proxy-env-leak.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(proxyEnvLeak, {
  fires: [
    {
      title: 'of a password',
      files: { '.env': 'https_proxy=http://bob:hunter2@proxy.example.com:3128\n' },
      at: ['.env:1:13'],
      without: ['bob:hunter2@', ''],
      severity: 'info',
    },
  ],
  silent: [
    {
      title: 'all hosts are public',
      files: { '.env': 'HTTP_PROXY=http://proxy.example.com:3128\n' },
    },
    { title: 'it is blank', files: { '.env': 'HTTP_PROXY=\n' } },
  ],
});
