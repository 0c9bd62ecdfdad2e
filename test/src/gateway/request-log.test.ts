import { describe, expect, test } from '@jest/globals';
import { createLogSink } from '../../../src/gateway/request-log.ts';
import type { RequestRecord } from '../../../src/gateway/record-usage.ts';
import { attemptRecord, requestRecord } from '../../support/request-records.ts';

type Line = readonly [level: string, fields: Readonly<Record<string, unknown>>, message: string];

function logOf(...parts: readonly Partial<RequestRecord>[]): readonly Line[] {
  const lines: Line[] = [];
  const sink = createLogSink({
    info: (fields, message) => void lines.push(['info', fields, message]),
    warn: (fields, message) => void lines.push(['warn', fields, message]),
  });
  sink(parts.map(requestRecord));
  return lines;
}

test('for people a request is a sentence', () => {
  const messages: string[] = [];
  const write = (_: unknown, message: string) => void messages.push(message);
  const sink = createLogSink({ info: write, warn: write }, true);
  sink([
    requestRecord({
      id: 'call-1',
      requestedModel: 'gpt',
      totalMs: 12.3456,
      usage: { promptTokens: 7, completionTokens: 3, totalTokens: 10 },
      attempts: [attemptRecord({}), attemptRecord({})],
    }),
    requestRecord({ id: 'call-2', requestedModel: '', status: 400, errorCode: 'invalid_json' }),
  ]);
  expect(messages[0]).toBe(
    '200  /v1/chat/completions  gpt  12.35 ms  7+3 tokens  2 attempts  call-1',
  );
  expect(messages[1]).toMatch(
    /^400 {2}\/v1\/chat\/completions {2}.* ms {2}invalid_json {2}call-2$/,
  );
});

describe('a request in the log', () => {
  test('is one line with ids, timings and tokens', () => {
    const [line] = logOf({
      id: 'call-1',
      group: 'gpt',
      stream: true,
      totalMs: 12.3456,
      fallbacks: 1,
      usage: { promptTokens: 7, completionTokens: 3, totalTokens: 10 },
      key: 'abcdef012345',
      attempts: [attemptRecord({ ms: 10.001, ttftMs: 4.567 })],
    });
    expect(line).toEqual([
      'info',
      {
        call_id: 'call-1',
        route: '/v1/chat/completions',
        model: 'gpt',
        group: 'gpt',
        status: 200,
        stream: true,
        ms: 12.35,
        attempts: [{ deployment: 'id-1', outcome: 'answered', status: 200, ms: 10, ttft_ms: 4.57 }],
        fallbacks: 1,
        prompt_tokens: 7,
        completion_tokens: 3,
        key: 'abcdef012345',
      },
      'request',
    ]);
  });

  test('leaves out what there is not', () => {
    const [line] = logOf({});
    const fields = Object.keys(line?.[1] ?? {});
    for (const name of ['error', 'fallbacks', 'prompt_tokens', 'key']) {
      expect(fields).not.toContain(name);
    }
  });

  test('is a warning when it is the fault of this side', () => {
    const levels = logOf(
      { status: 200 },
      { status: 401 },
      { status: 503, errorCode: 'overloaded' },
    );
    expect(levels.map(([level]) => level)).toEqual(['info', 'info', 'warn']);
    expect(levels[2]?.[1]).toMatchObject({ error: 'overloaded' });
  });
});
