import { describe, expect, test } from '@jest/globals';
import type { ParamPolicy } from '../../../../src/providers/provider.ts';
import {
  applyExtraBody,
  applyParamPolicy,
  CHAT_PARAMS,
  isConsumedByGateway,
} from '../../../../src/providers/shared/param-policy.ts';
import { RequestDraft } from '../../../../src/providers/shared/request-draft.ts';
import { toRequest } from '../../../support/golden.ts';

const POLICY: ParamPolicy = {
  dropUnsupported: false,
  additionalDrop: [],
  allowed: [],
  defaults: {},
  extraBody: {},
};

function run(client: Record<string, unknown>, policy: Partial<ParamPolicy> = {}) {
  const draft = new RequestDraft(toRequest({ model: 'm', ...client }));
  const refusal = applyParamPolicy(draft, {
    provider: 'test',
    operation: 'chat',
    policy: { ...POLICY, ...policy },
    supports: (name, value) => name === 'temperature' && value !== 2,
  });
  return { refusal, sent: draft.toObject() };
}

describe('applyParamPolicy', () => {
  test('refuses OpenAI parameters the provider does not take, and names them all', () => {
    const { refusal } = run({ seed: 1, stop: ['a'], temperature: 1 });
    expect(refusal).toMatchObject({ param: 'seed' });
    expect(refusal?.unsupported).toContain("'seed', 'stop'");
  });

  test('refuses a value, not only a name', () => {
    expect(run({ temperature: 2 }).refusal?.param).toBe('temperature');
  });

  test.each([{ user: 'u' }, { n: 1 }, { seed: null }, { stream_options: {} }, { store: false }])(
    'leaves %j out without a word',
    (client) => {
      expect(run(client)).toEqual({ refusal: null, sent: { model: 'm' } });
    },
  );

  test('drops instead of refusing when the deployment or the body says so', () => {
    expect(run({ seed: 1 }, { dropUnsupported: true }).sent).toEqual({ model: 'm' });
    expect(run({ seed: 1, drop_params: true }).sent).toEqual({ model: 'm' });
  });

  test('passes names that are not OpenAI parameters, and those that are allowed', () => {
    const sent = { model: 'm', top_k: 3, seed: 1 };
    expect(run({ top_k: 3, seed: 1 }, { allowed: ['seed'] })).toEqual({ refusal: null, sent });
  });

  test('adds defaults below what the client set, and checks them too', () => {
    expect(run({ temperature: 0 }, { defaults: { temperature: 1, top_k: 2 } }).sent).toEqual({
      ...{ model: 'm', temperature: 0, top_k: 2 },
    });
    expect(run({}, { defaults: { seed: 1 } }).refusal?.param).toBe('seed');
  });

  test('drops what the deployment always drops, supported or not', () => {
    const sent = { model: 'm', a: {} };
    const client = { temperature: 1, seed: 1, a: { b: 1 } };
    const additionalDrop = ['temperature', 'seed', 'a.b'];
    expect(run(client, { additionalDrop })).toEqual({ refusal: null, sent });
  });

  test('keeps what is meant for the gateway', () => {
    const client = {
      api_key: 'k',
      litellm_session_id: 's',
      mock_testing_fallbacks: true,
      tags: [],
    };
    expect(run(client)).toEqual({ refusal: null, sent: { model: 'm' } });
  });
});

describe('applyExtraBody', () => {
  test('wins over everything', () => {
    const draft = new RequestDraft(toRequest({ model: 'm', a: 1 }));
    applyExtraBody(draft, { ...POLICY, extraBody: { a: 2, b: 3 } });
    expect(draft.toObject()).toEqual({ model: 'm', a: 2, b: 3 });
  });
});

describe('isConsumedByGateway', () => {
  test('takes no parameter of OpenAI', () => {
    expect([...CHAT_PARAMS].filter(isConsumedByGateway)).toEqual([]);
  });
});
