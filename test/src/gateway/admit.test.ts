import { describe, expect, test } from '@jest/globals';
import { admit } from '../../../src/gateway/admit.ts';
import { llmRequest, makeRuntime } from '../../support/gateway.ts';

const runtime = makeRuntime({
  deployments: [{ modelName: 'gpt-4o' }, { modelName: 'llama' }],
  router: { aliases: new Map([['hidden-name', { group: 'llama', hidden: true }]]) },
  unserved: new Map([['broken', 'its provider "bedrock" is not served']]),
});

describe('a request', () => {
  test('for a known model gets its route', () => {
    expect(admit(runtime, llmRequest({ model: 'llama' }))).toMatchObject({ group: 'llama' });
    expect(admit(runtime, llmRequest({ model: 'hidden-name' }))).toMatchObject({ group: 'llama' });
  });

  test('for an unknown model is refused with 400 and the name that may be meant', () => {
    expect(admit(runtime, llmRequest({ model: 'gpt4o' }))).toMatchObject({
      status: 400,
      code: 'model_not_found',
      param: 'model',
      message: expect.stringMatching(/model=gpt4o\. Did you mean "gpt-4o"\? .*GET \/v1\/models/),
    });
  });

  test('for nothing like a known model gets no suggestion, and never that of a hidden name', () => {
    for (const model of ['whisper', 'hidden-nam']) {
      const refusal = admit(runtime, llmRequest({ model }));
      expect(refusal).toMatchObject({ message: expect.not.stringContaining('Did you mean') });
    }
  });

  test('for a model with an absurd name is answered briefly', () => {
    const refusal = admit(runtime, llmRequest({ model: 'x'.repeat(100_000) }));
    expect(JSON.stringify(refusal).length).toBeLessThan(500);
  });

  test('for a model that is configured but cannot be served learns why', () => {
    expect(admit(runtime, llmRequest({ model: 'broken' }))).toMatchObject({
      status: 400,
      code: 'model_not_served',
      message: expect.stringContaining('"bedrock" is not served'),
    });
  });

  test.each(['api_base', 'base_url'])('may not say where calls go by %s', (name) => {
    const request = llmRequest({ model: 'llama', [name]: 'http://evil.example' });
    expect(admit(runtime, request)).toMatchObject({
      status: 400,
      code: 'client_address_refused',
      param: name,
    });
  });
});
