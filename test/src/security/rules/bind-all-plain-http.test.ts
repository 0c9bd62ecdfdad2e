import { bindAllPlainHttp } from '../../../../src/security/rules/bind-all-plain-http.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function compose(lines: string): { readonly 'compose.yaml': string } {
  return {
    'compose.yaml': `services:\n  gateway:\n    image: llmgw:1\n    ports: ['4000:4000']\n${lines}`,
  };
}

describeRule(bindAllPlainHttp, {
  fires: [
    {
      title: 'of a published port',
      files: compose(''),
      at: ['compose.yaml:4:13'],
      without: ["'4000:4000'", "'127.0.0.1:4000:4000'"],
      severity: 'warning',
    },
  ],
  silent: [
    {
      title: 'it serves TLS itself',
      files: compose('    command: serve --tls-cert a.pem --tls-key b.pem\n'),
    },
    {
      title: 'a proxy stands beside it',
      files: compose('  proxy:\n    image: docker.io/library/traefik:v3\n'),
    },
  ],
});
