import { describe, expect, test } from '@jest/globals';
import { ClientStream } from '../../../src/gateway/client-stream.ts';
import { CapturedExchange } from '../../support/captured-exchange.ts';

const ERROR = { status: 502, type: 'server_error', code: 'upstream_error', message: 'It broke.' };

function begin() {
  const exchange = new CapturedExchange();
  return { exchange, client: new ClientStream(exchange, 'stable') };
}

describe('the stream of a client', () => {
  test('has one head, whoever sends it', () => {
    const { exchange, client } = begin();
    client.begin(['x-first', '1']);
    client.begin(['x-second', '2']);
    expect(client.begun).toBe(true);
    expect(exchange.status).toBe(200);
    expect(exchange.sentHeader('x-first')).toBe('1');
    expect(exchange.sentHeader('x-second')).toBeUndefined();
    expect(exchange.sentHeader('content-type')).toBe('text/event-stream; charset=utf-8');
  });

  test('ends once, with [DONE] behind the last bytes in the same write', () => {
    const { exchange, client } = begin();
    client.begin([]);
    client.write(Buffer.from('data: {}\n\n'));
    client.complete(Buffer.from('data: {"last":1}\n\n'));
    client.complete(null);
    client.breakOff(ERROR);
    expect(exchange.events).toEqual(['{}', '{"last":1}', '[DONE]']);
    expect(exchange.writes).toHaveLength(2);
  });

  test('that breaks off says so in one event, and never [DONE]', () => {
    const { exchange, client } = begin();
    client.begin([]);
    client.breakOff(ERROR);
    client.complete(null);
    expect(client.write(Buffer.from('late'))).toBe(true);
    expect(exchange.events).toHaveLength(1);
    expect(JSON.parse(exchange.events[0] ?? '')).toMatchObject({
      error: { message: 'It broke.', code: 'upstream_error' },
    });
    expect(exchange.text).not.toContain('[DONE]');
    expect(exchange.text).not.toContain('late');
  });

  test('tells when its client is slow', () => {
    const { exchange, client } = begin();
    client.begin([]);
    exchange.full = true;
    expect(client.write(Buffer.from('x'))).toBe(false);
  });
});
