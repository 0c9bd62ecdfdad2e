import { describe, expect, test } from '@jest/globals';
import { UpstreamExchange } from '../../../src/http/upstream-exchange.ts';
import type { UpstreamHandler, UpstreamHead } from '../../../src/http/upstream.ts';

class Recorder implements UpstreamHandler {
  readonly calls: string[] = [];
  head: UpstreamHead | null = null;
  wantsMore = true;

  onHead(head: UpstreamHead): void {
    this.head = head;
    this.calls.push(`head ${head.status}`);
  }

  onData(chunk: Buffer): boolean {
    this.calls.push(`data ${chunk.toString()}`);
    return this.wantsMore;
  }

  onEnd(): void {
    this.calls.push('end');
  }

  onError(fault: { kind: string }): void {
    this.calls.push(`error ${fault.kind}`);
  }
}

function begin() {
  const recorder = new Recorder();
  const exchange = new UpstreamExchange('http://host:1', recorder);
  const aborts: unknown[] = [];
  exchange.onConnect((fault) => void aborts.push(fault));
  return { recorder, exchange, aborts };
}

const NO_RESUME = (): void => undefined;

describe('UpstreamExchange', () => {
  test('hands head, data and end on in order', () => {
    const { recorder, exchange } = begin();
    const headers = ['Content-Type', 'a/b', 'X-Odd', '\xff'].map((s) => Buffer.from(s, 'latin1'));
    exchange.onHeaders(200, headers, NO_RESUME);
    exchange.onData(Buffer.from('x'));
    exchange.onComplete();
    expect(recorder.calls).toEqual(['head 200', 'data x', 'end']);
    expect(recorder.head?.header('content-type')).toBe('a/b');
    expect(recorder.head?.header('x-odd')).toBe('\xff');
    expect(recorder.head?.header('missing')).toBeUndefined();
    expect(recorder.head?.raw()).toEqual(['Content-Type', 'a/b', 'X-Odd', '\xff']);
  });

  test('keeps informational heads to itself', () => {
    const { recorder, exchange } = begin();
    exchange.onHeaders(103, [], NO_RESUME);
    exchange.onHeaders(200, [], NO_RESUME);
    expect(recorder.calls).toEqual(['head 200']);
  });

  test('passes the wish for a pause on, and the resuming', () => {
    const { recorder, exchange } = begin();
    let resumed = 0;
    exchange.onHeaders(200, [], () => (resumed += 1));
    recorder.wantsMore = false;
    expect(exchange.onData(Buffer.from('x'))).toBe(false);
    exchange.resume();
    expect(resumed).toBe(1);
  });

  test('tells a handler nothing after its abort', () => {
    const { recorder, exchange, aborts } = begin();
    exchange.onHeaders(200, [], NO_RESUME);
    exchange.abort();
    exchange.abort();
    exchange.onData(Buffer.from('x'));
    exchange.onError(new Error('aborted'));
    exchange.onComplete();
    expect(recorder.calls).toEqual(['head 200']);
    expect(aborts).toHaveLength(1);
  });

  test('aborts at once when a socket comes after the abort', () => {
    const exchange = new UpstreamExchange('http://host:1', new Recorder());
    const aborts: unknown[] = [];
    exchange.abort();
    exchange.onConnect((fault) => void aborts.push(fault));
    expect(aborts).toHaveLength(1);
  });

  test('ends once, whatever comes twice', () => {
    const { recorder, exchange } = begin();
    exchange.onError(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }));
    exchange.onError(new Error('again'));
    exchange.onComplete();
    expect(recorder.calls).toEqual(['error connect_refused']);
  });
});
