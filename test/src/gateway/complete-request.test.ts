import { describe, expect, test } from '@jest/globals';
import { completeRequest } from '../../../src/gateway/complete-request.ts';
import { makeRuntime } from '../../support/gateway.ts';

const RUNTIME = makeRuntime({
  deployments: [{ modelName: 'gpt' }, { modelName: 'vectors', mode: 'embedding' }],
});

function complete(body: unknown) {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return completeRequest(RUNTIME, bytes);
}

describe('a request of which little is known', () => {
  test('is for what its model is for', () => {
    expect(complete({ model: 'gpt' })).toMatchObject({ operation: 'chat', model: 'gpt' });
    expect(complete({ model: 'vectors' })).toMatchObject({ operation: 'embedding' });
    expect(complete({ model: 'nobody' })).toMatchObject({ operation: 'chat' });
  });

  test('is for what it says, and keeps all of it', () => {
    expect(complete({ model: 'gpt', prompt: 'once', stream: true, num_retries: 1 })).toMatchObject({
      ...{ operation: 'completion', stream: true },
      json: { prompt: 'once', num_retries: 1 },
    });
  });

  test('is refused as a gateway refuses it', () => {
    expect(complete('{')).toMatchObject({ status: 400, code: 'invalid_json' });
    expect(complete('[]')).toMatchObject({ status: 400, code: 'invalid_json' });
    expect(complete({})).toMatchObject({ code: 'missing_model' });
    expect(complete({ model: 'gpt', messages: 'hello' })).toMatchObject({ param: 'messages' });
  });
});
