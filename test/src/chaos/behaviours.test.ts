import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SIXTY_TOKENS, SIXTY_WORDS } from '../../../src/chaos/answer.ts';
import type { ChaosProvider } from '../../../src/chaos/server.ts';
import { ask } from '../../support/chaos.ts';
import { startFaultProvider } from '../../support/fault-provider.ts';

let provider: ChaosProvider;

beforeAll(async () => {
  provider = await startFaultProvider(200);
});

beforeEach(() => provider.reset());

afterAll(() => provider.close());

describe('a healthy model', () => {
  test.each([true, false])('says sixty words (stream: %s)', async (stream) => {
    const answer = await ask(provider, 'healthy', { stream });
    expect(answer).toMatchObject({ status: 200, text: SIXTY_WORDS, finishReason: 'stop' });
    expect(answer.usage).toMatchObject({ completion_tokens: 60 });
    expect(answer.isDone).toBe(stream);
  });

  test('goes on behind a beginning', async () => {
    const said = SIXTY_TOKENS.slice(0, 40).join('');
    const messages = [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: said },
    ];
    const { text } = await ask(provider, 'healthy', { messages });
    expect(said + text).toBe(SIXTY_WORDS);
    expect(provider.log()[0]?.prefilled).toBe(true);
    expect((await ask(provider, 'no-prefill', { messages })).status).toBe(400);
    expect((await ask(provider, 'no-prefill')).text).toBe(SIXTY_WORDS);
  });
});

describe('a model that fails', () => {
  test.each([
    ['s02', 429, 'rate_limit_exceeded'],
    ['s04', 503, 'overloaded'],
    ['s12', 400, 'maximum context length'],
    ['s13', 400, 'safety system'],
    ['s16', 503, 'overloaded'],
    ['unauthorized', 401, 'API key'],
    ['forbidden', 403, 'Forbidden'],
    ['no-credit', 429, 'quota'],
    ['gone', 404, 'does not exist'],
  ])('%s says %i', async (model, status, words) => {
    const response = await fetch(`${provider.origin}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model, messages: [] }),
    });
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(words);
  });

  test.each([
    ['s01', [429, 200, 200]],
    ['s03', [500, 200, 200]],
    ['s01@again', [429, 200, 200]],
  ])('%s fails the first time only', async (model, expected) => {
    const seen: number[] = [];
    for (let i = 0; i < 3; i += 1) seen.push((await ask(provider, model)).status);
    expect(seen).toEqual(expected);
  });

  test('names the time as it is played', async () => {
    const { headers } = await ask(provider, 's01');
    expect(Number(headers.get('retry-after'))).toBeCloseTo(2 / 200);
  });

  test('s05 resets the first connection, before any byte', async () => {
    expect(await ask(provider, 's05')).toMatchObject({ status: 0, broken: expect.any(String) });
    expect((await ask(provider, 's05')).text).toBe(SIXTY_WORDS);
  });

  test('s15 is back after a minute', async () => {
    expect((await ask(provider, 's15')).status).toBe(503);
    const begin = provider.log('s15')[0]?.at ?? 0;
    let answer = await ask(provider, 's15');
    while (answer.status === 503) answer = await ask(provider, 's15');
    expect(answer.text).toBe(SIXTY_WORDS);
    const back = provider.log('s15').at(-1)?.at ?? 0;
    expect(back - begin).toBeGreaterThanOrEqual(60_000 / 200);
  });
});

/** What came of a stream that does not end well. */
async function readUntilBroken(model: string): Promise<string> {
  let text = '';
  const reading = (async () => {
    const response = await fetch(`${provider.origin}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model, stream: true, messages: [] }),
    });
    for await (const part of response.body ?? []) text += Buffer.from(part).toString();
  })();
  await expect(reading).rejects.toThrow(/fetch failed|terminated/);
  return text;
}

describe('a stream that goes wrong', () => {
  test('s06 says nothing, and hangs up in the end', async () => {
    expect(await ask(provider, 's06')).toMatchObject({ status: 0, broken: expect.any(String) });
    expect(provider.log('s06')[0]).toMatchObject({ did: 'silent, close', completed: false });
  });

  test('s07 begins late', async () => {
    expect((await ask(provider, 's07')).text).toBe(SIXTY_WORDS);
    const [entry] = provider.log('s07');
    expect((entry?.endedAt ?? 0) - (entry?.at ?? 0)).toBeGreaterThanOrEqual(20_000 / 200);
  });

  test.each([
    ['s08', 40],
    ['s14', 40],
    ['s09', 20],
  ])('%s breaks off after %i tokens', async (model, tokens) => {
    const text = await readUntilBroken(model);
    expect(text.match(/"content":"[^"]/g)).toHaveLength(tokens);
    expect(text).not.toContain('[DONE]');
  });

  test('reset-mid-stream takes with it what was not read yet', async () => {
    const text = await readUntilBroken('reset-mid-stream');
    expect(text.match(/"content":"[^"]/g)?.length ?? 0).toBeLessThanOrEqual(40);
    expect(provider.log()[0]).toMatchObject({ did: '200 stream, reset', completed: false });
  });

  test('s10 has an event on top that is no JSON', async () => {
    expect(await ask(provider, 's10')).toMatchObject({ malformed: 1, text: SIXTY_WORDS });
  });

  test('trickle breaks events apart and loses nothing', async () => {
    expect(await ask(provider, 'trickle')).toMatchObject({
      isDone: true,
      malformed: 0,
      text: SIXTY_WORDS,
    });
  });

  test('s11 ends without [DONE]', async () => {
    expect(await ask(provider, 's11')).toMatchObject({ isDone: false, text: SIXTY_WORDS });
  });
});
