import { corsWildcard } from '../../../../src/security/rules/cors-wildcard.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function compose(lines: string): { readonly 'compose.yaml': string } {
  return {
    'compose.yaml': `services:\n  a:\n    image: litellm:1\n    ports: ['4000:4000']\n${lines}`,
  };
}

describeRule(corsWildcard, {
  fires: [
    {
      title: 'where no origins are listed',
      files: compose('    environment: [PORT=4000]\n'),
      at: ['compose.yaml:4:13'],
      without: ['PORT=4000', 'LITELLM_CORS_ORIGINS=https://a.example.com'],
      severity: 'warning',
    },
    {
      title: 'of a wildcard among others in an env file',
      files: {
        ...compose('    env_file: .env\n'),
        '.env': 'LITELLM_CORS_ORIGINS=https://a.example.com, *\n',
      },
      at: ['.env:1:22'],
      without: [', *', ''],
    },
  ],
  silent: [
    {
      title: 'only the own machine reaches it',
      files: {
        'compose.yaml':
          "services:\n  a:\n    image: litellm:1\n    ports: ['127.0.0.1:4000:4000']\n    environment: ['LITELLM_CORS_ORIGINS=*']\n",
      },
    },
    {
      title: 'it is this gateway, which allows none',
      files: { 'compose.yaml': "services:\n  a:\n    image: llmgw:1\n    ports: ['4000:4000']\n" },
    },
    { title: 'its variables are not here', files: compose('    env_file: .env\n') },
  ],
});
