import { describe, expect, test } from '@jest/globals';
import { openaiCompatible } from '../../../../src/providers/openai-compatible/adapter.ts';
import { connect, runGoldens, toCall } from '../../../support/golden.ts';

for (const provider of openaiCompatible) runGoldens(provider);

describe('every provider of the family', () => {
  test.each(openaiCompatible.map((provider) => [provider.name, provider] as const))(
    '%s connects with a key and a base, and forwards the bytes of a plain chat',
    (_, provider) => {
      const settings = { apiBase: 'https://gateway.test/base/', model: 'm' };
      const target = connect(provider, settings);
      expect(target).toMatchObject({ origin: 'https://gateway.test' });
      if (!provider.operations.includes('chat')) return;
      const client = '{"model": "m",\n "messages":[{"role":"user","content":"h\\u00e9"}]}';
      const call = toCall(provider, { settings, client });
      const encoded = provider.encode({ ...call, model: 'accounts/m' });
      const body = 'body' in encoded ? encoded.body.toString() : '';
      expect(body).toContain('"messages":[{"role":"user","content":"h\\u00e9"}]');
      expect(body).toContain('"model": "accounts/m"');
    },
  );

  test.each(openaiCompatible.map((provider) => [provider.name, provider] as const))(
    '%s says which variable to set when key or base is missing, or needs neither',
    (_, provider) => {
      const target = connect(provider, { apiKey: '' });
      const help = 'help' in target ? target.help : '';
      expect(help === '' || /^Set litellm_params\.api_(?:key|base)/.test(help)).toBe(true);
    },
  );
});

describe('a stream with several choices', () => {
  test.each([
    [{ messages: [], n: 2 }, 'chat', false],
    [{ messages: [] }, 'chat', true],
    [{ prompt: ['a', 'b'] }, 'completion', false],
    [{ prompt: [1, 2] }, 'completion', true],
  ] as const)('of %j (%s) is finished after one finish: %s', (client, operation, finished) => {
    const provider = openaiCompatible.find(({ name }) => name === 'openai');
    if (provider === undefined) throw new Error('no openai');
    const call = toCall(provider, { operation, client: { ...client, model: 'm', stream: true } });
    const decoder = provider.createStreamDecoder(call);
    decoder.push(Buffer.from('data: {"choices":[{"index":0,"finish_reason":"stop"}]}\n\n'));
    expect(decoder.finished).toBe(finished);
    decoder.push(Buffer.from('data: [DONE]\n\n'));
    expect(decoder.finished).toBe(true);
  });
});
