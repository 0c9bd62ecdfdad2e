import { jwtAuthUnverified } from '../../../../src/security/rules/jwt-auth-unverified.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const CONFIG = 'general_settings:\n  enable_jwt_auth: true\n';

describeRule(jwtAuthUnverified, {
  fires: [
    {
      title: 'as a warning where no file shows the variables',
      files: { 'config.yaml': CONFIG },
      at: ['config.yaml:2:20'],
      without: ['true', 'false'],
      severity: 'warning',
    },
    {
      title: 'of keys that come without TLS',
      files: {
        'config.yaml': CONFIG,
        '.env': 'JWT_PUBLIC_KEY_URL=http://login.example.com/keys\nJWT_AUDIENCE=gateway\n',
      },
      at: ['.env:1:20'],
      without: ['http:', 'https:'],
      severity: 'critical',
    },
    {
      title: 'of keys that come without TLS by the configuration',
      files: {
        'config.yaml': `${CONFIG}  litellm_jwtauth:\n    public_key_url: http://login.example.com/keys\n    issuer: https://login.example.com\n`,
      },
      at: ['config.yaml:4:21'],
      without: ['http:', 'https:'],
    },
  ],
  silent: [
    {
      title: 'the issuer is named',
      files: {
        'config.yaml': `${CONFIG}  litellm_jwtauth: {issuer: 'https://login.example.com'}\n`,
      },
    },
    {
      title: 'an example asks for the audience',
      files: { 'config.yaml': CONFIG, '.env.example': 'JWT_AUDIENCE=\n' },
    },
    {
      title: 'the keys come from the same machine',
      files: {
        'config.yaml': CONFIG,
        '.env': 'JWT_PUBLIC_KEY_URL=http://localhost:8080/keys\nJWT_AUDIENCE=a\n',
      },
    },
  ],
});
