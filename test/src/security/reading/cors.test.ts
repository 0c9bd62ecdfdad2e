import { expect, test } from '@jest/globals';
import { corsOrigins, isWildcard } from '../../../../src/security/reading/cors.ts';
import { projectOf } from '../../../support/rule-cases.ts';

test.each(['*', ' "*" ', '["*"]', 'https://a.example.com,*', '${A:-*}'])(
  '%s is everybody',
  (value) => {
    expect(isWildcard(value)).toBe(true);
  },
);

test.each(['', 'https://*.example.com', 'https://a.example.com', null])('%j is not', (value) => {
  expect(isWildcard(value)).toBe(false);
});

test('origins are a variable', () => {
  const project = projectOf({ '.env': 'LITELLM_CORS_ORIGINS=*\nCORS_ORIGINS=*\n' });
  expect(corsOrigins(project)).toHaveLength(1);
});
