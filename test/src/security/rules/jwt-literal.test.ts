import { jwtLiteral } from '../../../../src/security/rules/jwt-literal.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function token(header: object, payload: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.Q2hlY2tlZEJ5Tm9ib2R5`;
}

function config(value: string): { readonly 'config.yaml': string } {
  return { 'config.yaml': `service:\n  token: ${value}\n` };
}

const SIGNED = { alg: 'RS256', typ: 'JWT' };
const PAST = Date.UTC(2026, 0, 1) / 1000;
const FUTURE = Date.UTC(2027, 0, 1) / 1000;
const good = token(SIGNED, { sub: 'gateway', exp: FUTURE });
const expired = token(SIGNED, { sub: 'gateway', exp: PAST });
const unsigned = token({ alg: 'none' }, { sub: 'gateway', exp: PAST });

describeRule(jwtLiteral, {
  fires: [
    {
      title: 'one that is still good',
      files: config(good),
      at: ['config.yaml:2:10'],
      without: [good, ''],
      severity: 'critical',
    },
    {
      title: 'one that has expired',
      files: config(expired),
      at: ['config.yaml:2:10'],
      without: [expired, ''],
      severity: 'warning',
    },
    {
      title: 'one that is not signed',
      files: config(unsigned),
      at: ['config.yaml:2:10'],
      without: [unsigned, ''],
      severity: 'critical',
    },
  ],
  silent: [
    {
      title: 'the one of every page about tokens',
      files: config(token(SIGNED, { sub: '1234567890', name: 'John Doe' })),
    },
    {
      title: 'one that is made to be public',
      files: config(token(SIGNED, { role: 'anon', exp: FUTURE })),
    },
    {
      title: 'three parts that are no token',
      files: config('eyJhYmNkZWZnaGlq.eyJhYmNkZWZnaGlq.abcdefgh'),
    },
  ],
});
