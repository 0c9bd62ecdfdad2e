import { expect, test } from '@jest/globals';
import { MemoryExchange } from '../../../src/gateway/memory-exchange.ts';

test('an exchange without a client has an empty request', async () => {
  const exchange = new MemoryExchange(12);
  expect(exchange.startedAt).toBe(12);
  expect(exchange.header()).toBeUndefined();
  expect(exchange.rawHeaders()).toEqual([]);
  expect(await exchange.readBody()).toHaveLength(0);
});

test('an exchange without a client takes every answer, and nobody leaves', () => {
  const exchange = new MemoryExchange(0);
  exchange.onAbort();
  exchange.onDrain();
  expect(exchange.headSent).toBe(false);
  exchange.writeHead();
  expect(exchange.headSent).toBe(true);
  expect(exchange.write()).toBe(true);
  exchange.end();
  exchange.destroy();
  expect(exchange.aborted).toBe(false);
});
