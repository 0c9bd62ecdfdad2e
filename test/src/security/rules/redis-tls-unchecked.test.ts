import { redisTlsUnchecked } from '../../../../src/security/rules/redis-tls-unchecked.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function cache(setting: string): { readonly 'config.yaml': string } {
  return { 'config.yaml': `litellm_settings:\n  cache_params:\n    ssl: true\n    ${setting}\n` };
}

describeRule(redisTlsUnchecked, {
  fires: [
    {
      title: 'of nothing in its place',
      files: cache('ssl_cert_reqs:'),
      at: ['config.yaml:4:5'],
      without: ['ssl_cert_reqs:', 'ssl_cert_reqs: required'],
      severity: 'warning',
    },
    {
      title: 'of the name',
      files: cache('ssl_check_hostname: no'),
      at: ['config.yaml:4:25'],
      without: [': no', ': yes'],
    },
    {
      title: 'in a URL of an env file',
      files: { '.env': 'REDIS_URL=rediss://redis.example.com:6380?ssl_cert_reqs=none\n' },
      at: ['.env:1:43'],
      without: ['none', 'required'],
    },
    {
      title: 'in a URL of a configuration',
      files: cache("url: 'rediss://redis.example.com:6380?a=1&ssl_check_hostname=False'"),
      at: ['config.yaml:4:10'],
      without: ['False', 'True'],
    },
  ],
  silent: [
    { title: 'it is checked', files: cache('ssl_cert_reqs: required') },
    { title: 'it is a template', files: cache('ssl_check_hostname: boolean') },
  ],
});
