import { urlWithUserinfo } from '../../../../src/security/rules/url-with-userinfo.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(urlWithUserinfo, {
  fires: [
    {
      title: 'in a setting and in a script',
      files: {
        'config.yaml':
          'general_settings:\n  proxy_url: "https://me:S3cr3tW0rd@proxy.example.com:3128/x"\n',
        'run.sh': 'export HTTPS_PROXY=http://me:S3cr3tW0rd@proxy.example.com:3128\n',
      },
      at: ['config.yaml:2:15', 'run.sh:1:20'],
      without: ['me:S3cr3tW0rd@', ''],
      severity: 'critical',
    },
  ],
  silent: [
    { title: 'a database, of which LGW502 speaks', files: { 'a.yaml': 'url: {{database-url}}\n' } },
    { title: 'a user without a password', files: { 'a.yaml': 'url: https://me@example.com\n' } },
    {
      title: 'placeholders and references',
      files: {
        'a.sh':
          'A=https://user:password@example.com\nB=https://x:${TOKEN}@example.com\nC=https://user:<pw>@example.com\nD=https://u:***@example.com\n',
      },
    },
    {
      title: 'a port and an at sign further on',
      files: { 'a.md': 'see https://example.com:8443/@me\n' },
    },
    {
      title: 'an env file that is not in version control',
      files: { '.env': 'P={{url-with-user}}\n' },
    },
  ],
  fixes: [
    {
      title: 'moves the whole URL',
      files: { 'config.yaml': 'general_settings:\n  alerting_url: {{url-with-user}} # x\n' },
      fixed: {
        'config.yaml': 'general_settings:\n  alerting_url: os.environ/ALERTING_URL # x\n',
        '.env': 'ALERTING_URL={{url-with-user}}\n',
      },
    },
  ],
});
