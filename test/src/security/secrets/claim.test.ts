import { describe, expect, test } from '@jest/globals';
import type { FileFacts } from '../../../../src/security/project.ts';
import { claimedSecrets, claimOf, placeOfSecret } from '../../../../src/security/secrets/claim.ts';
import { secretsIn } from '../../../../src/security/secrets/find-secrets.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function claims(
  path: string,
  text: string,
  origin: FileFacts['origin'] = 'tracked',
): readonly (string | null)[] {
  const [file] = projectOf({ [path]: text }, { facts: { [path]: { origin } } }).files;
  return file === undefined ? [] : secretsIn(file).map((secret) => claimOf(file, secret));
}

describe('of each secret one rule speaks', () => {
  test.each([
    ['config.yaml', 'model_list:\n  - litellm_params: { api_key: "{{groq}}" }\n', 'LGW102'],
    [
      'config.yaml',
      'model_list:\n  - litellm_params:\n      extra_headers:\n        x: {{groq}}\n',
      'LGW104',
    ],
    ['config.yaml', 'environment_variables:\n  A: {{groq}}\n', 'LGW105'],
    ['config.yaml', 'general_settings:\n  master_key: {{litellm}}\n', 'LGW205'],
    ['config.yaml', 'mcp_servers:\n  a:\n    args: ["--key", "{{groq}}"]\n', 'LGW611'],
    ['config.yaml', 'general_settings:\n  database_url: {{database-url}}\n', 'LGW502'],
    ['config.yaml', 'model_list: []\n# {{groq}}\n', 'LGW114'],
    ['config.yaml', 'model_list: []\na: {{openai-admin}}\n', 'LGW112'],
    ['compose.yaml', 'services:\n  a:\n    environment:\n      - A={{groq}}\n', 'LGW708'],
    ['compose.yaml', 'services:\n  a:\n    command: --key {{groq}}\n', 'LGW102'],
    [
      'pod.yaml',
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - env:\n        - { name: A, value: "{{groq}}" }\n',
      'LGW709',
    ],
    ['Dockerfile', 'ARG A={{groq}}\n', 'LGW705'],
    ['Dockerfile', 'RUN curl -H "x: {{groq}}"\n', 'LGW102'],
    ['a.md', '`{{groq}}`\n', 'LGW115'],
    ['.env', 'A={{groq}}\n', 'LGW102'],
  ])('%s: %s', (path, text, code) => {
    expect(claims(path, text)).toEqual([code]);
  });

  test('an env file that git does not know is where secrets belong', () => {
    expect(claims('.env', 'A={{groq}}\nB={{jwt}}\n', 'loose')).toEqual([null, null]);
    expect(claims('.env.example', 'A={{groq}}\n', 'loose')).toEqual(['LGW115']);
  });

  test('of what git ignores nothing is said', () => {
    expect(claims('config.yaml', 'model_list: []\na: {{groq}}\n', 'ignored')).toEqual([null]);
  });

  test('a file of a key alone is kept where it is, unless it is in version control', () => {
    const account =
      '{"private_key": "{{private-key}}", "auth_provider_x509_cert_url": "https://example.com"}';
    expect(claims('key.json', account, 'loose')).toEqual([null]);
    expect(claims('key.json', account)).toEqual(['LGW106']);
    expect(claims('server.pem', '{{private-key}}\n', 'loose')).toEqual([null]);
    expect(claims('config.yaml', 'key: "{{private-key}}"\n', 'loose')).toEqual(['LGW106']);
  });
});

test('a rule gets what it speaks of, with its place', () => {
  const project = projectOf({ 'a.yaml': 'a: {{groq}}\nb: {{jwt}}\n' });
  const [found, ...others] = claimedSecrets(project, 'LGW102');
  expect(others).toEqual([]);
  expect(found === undefined ? null : placeOfSecret(found)).toEqual({
    file: 'a.yaml',
    span: { start: 3, end: 59 },
    path: 'a',
    secret: 'strong',
  });
});
