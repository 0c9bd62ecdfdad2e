import { describe, expect, test } from '@jest/globals';
import { KEY_FORMS, KEY_FORMS_AS_OF, keyForm } from '../../../../src/security/secrets/key-forms.ts';

/** The issuers that the documentation names. */
const ISSUERS = [
  'openai-project',
  'openai-legacy',
  'openai-admin',
  'anthropic',
  'anthropic-admin',
  'google-api',
  'gcp-service-account',
  'aws-access-key-id',
  'aws-secret-key',
  'bedrock-long-lived',
  'bedrock-short-lived',
  'azure-openai',
  'azure-entra',
  'groq',
  'deepseek',
  'huggingface',
  'cohere',
  'mistral',
  'xai',
  'openrouter',
  'together',
  'perplexity',
  'voyage',
  'nvidia-nim',
  'replicate',
  'databricks',
  'langfuse',
  'langsmith',
  'pinecone',
  'elevenlabs',
  'github-token',
  'github-pat',
  'gitlab',
  'slack-token',
  'slack-webhook',
  'stripe',
  'npm',
  'vault',
  'jwt',
  'private-key',
  'database-url',
  'litellm',
];

describe('the table of key forms', () => {
  test('has every issuer that is promised, each id once', () => {
    const ids = KEY_FORMS.map(({ id }) => id);
    expect(ISSUERS.filter((id) => !ids.includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][a-z\d-]*$/.test(id))).toEqual([]);
  });

  test('says of which day it is', () => {
    expect(KEY_FORMS_AS_OF).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  test('names a page to revoke on, over https', () => {
    const wrong = KEY_FORMS.filter(({ revoke }) => revoke !== '' && !revoke.startsWith('https://'));
    expect(wrong.map(({ id }) => id)).toEqual([]);
    const without = KEY_FORMS.filter(({ revoke }) => revoke === '');
    expect(without.map(({ id }) => id).sort()).toEqual([
      'database-url',
      'jwt',
      'private-key',
      'url-with-user',
    ]);
  });

  test('asks for words around what has no text of its own', () => {
    const vague = KEY_FORMS.filter(
      ({ writing, context }) => writing.anchors.length === 0 && context === null,
    );
    expect(vague.map(({ id }) => id)).toEqual([]);
  });

  test('finds a form by its id', () => {
    expect(keyForm('groq')).toMatchObject({ issuer: 'Groq', provider: 'groq', confidence: 'high' });
    expect(keyForm('nobody')).toBeNull();
  });

  test('never hashes what may be a password', () => {
    const weak = KEY_FORMS.filter(({ strength }) => strength === 'weak').map(({ id }) => id);
    expect(weak.sort()).toEqual(['database-url', 'url-with-user']);
  });
});
