import { corsWildcardCredentials } from '../../../../src/security/rules/cors-wildcard-credentials.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(corsWildcardCredentials, {
  fires: [
    {
      title: 'where no origins are listed',
      files: { '.env': 'LITELLM_CORS_ALLOW_CREDENTIALS=True\n' },
      at: ['.env:1:32'],
      without: ['True', 'False'],
      severity: 'critical',
    },
    {
      title: 'of a pattern that fits everything',
      files: { '.env': 'LITELLM_CORS_ORIGIN_REGEX=^https?://.*$\n' },
      at: ['.env:1:27'],
      without: ['.*$', '[a-z]+\\.example\\.com$'],
    },
  ],
  silent: [{ title: 'credentials are not allowed', files: { '.env': 'LITELLM_CORS_ORIGINS=*\n' } }],
  fixes: [
    {
      title: 'by taking the line out',
      files: { '.env': 'A=1\nLITELLM_CORS_ALLOW_CREDENTIALS=true\n' },
      fixed: { '.env': 'A=1\n' },
    },
  ],
});
