import { describe, expect, test } from '@jest/globals';
import { ChunkReader } from '../../../../src/gateway/splice/chunk-reader.ts';
import { event } from './streams.ts';

const read = (...events: readonly string[]) => [
  ...new ChunkReader().read(Buffer.from(events.join(''))),
];

describe('ChunkReader', () => {
  test('gives every chunk with its first choice', () => {
    const choice = { index: 0, delta: { content: 'a' } };
    const [first, second] = read(
      event({ choices: [{ index: 1 }, choice] }),
      event({ choices: [{}] }),
    );
    expect(first).toMatchObject({ choice, chunk: { choices: [{ index: 1 }, choice] } });
    expect(first?.size).toBe(JSON.stringify({ choices: [{ index: 1 }, choice] }).length);
    expect(second?.choice).toEqual({});
  });

  test('gives chunks without choices, and none of further choices alone', () => {
    const usage = { choices: [], usage: {} };
    expect(read(event({ choices: [{ index: 2 }] }), event(usage), 'data: nonsense\n\n')).toEqual([
      { chunk: usage, choice: null, size: JSON.stringify(usage).length },
    ]);
  });
});
