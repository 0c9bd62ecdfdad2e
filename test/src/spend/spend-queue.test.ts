import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SpendQueue, type QueueOptions } from '../../../src/spend/spend-queue.ts';
import { Spool } from '../../../src/spend/spool.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';
import { spendEvent, spendEvents } from '../../support/spend-events.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let dir: string;
let spool: Spool;
beforeEach(() => {
  dir = makeTempDir('llmgw-spool-');
  spool = new Spool({ dir, clock: new VirtualClock(), syncEveryMs: null });
});
afterEach(() => removeTempDir(dir));

function open(options: Partial<QueueOptions> = {}): SpendQueue {
  const onSpoolFault = (thrown: unknown): never => {
    throw thrown;
  };
  return new SpendQueue({
    ...{ spool, writeAhead: true, maxInMemory: 100, maxBatch: 4, onSpoolFault },
    ...options,
  });
}

function fill(queue: SpendQueue, count: number): boolean[] {
  return spendEvents(count).map((event, i) => queue.add(event, i));
}

describe('a queue', () => {
  test('makes batches in the order of the events', () => {
    const queue = open();
    fill(queue, 10);
    expect([queue.size, queue.activeCount, queue.oldestMs]).toEqual([10, 2, 0]);
    queue.seal();
    queue.seal();
    const ids: string[][] = [];
    for (let batch = queue.first(); batch !== null; batch = queue.first()) {
      ids.push((batch.events ?? []).map(({ requestId }) => requestId.replace('request-', '')));
      queue.settle(batch);
    }
    expect(ids).toEqual([
      ['0', '1', '2', '3'],
      ['4', '5', '6', '7'],
      ['8', '9'],
    ]);
    expect([queue.size, queue.oldestMs]).toEqual([0, null]);
  });

  test('has every event in a file when the turn is over', async () => {
    const queue = open();
    fill(queue, 3);
    expect(spool.bytes).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    queue.seal();
    const file = queue.first()?.file;
    expect(file === undefined || file === null ? [] : (await spool.read(file)).events).toEqual(
      spendEvents(3),
    );
  });

  test('keeps the first batch and as much as fits in memory, the rest in files', () => {
    const queue = open({ maxInMemory: 8 });
    expect(fill(queue, 40)).not.toContain(false);
    const first = queue.first();
    expect(first?.events).toHaveLength(4);
    if (first !== null) queue.settle(first);
    expect(queue.size).toBe(36);
  });

  test('has room again when something was settled', () => {
    const queue = open({ spool: null, maxInMemory: 4 });
    expect(fill(queue, 5)).toEqual([true, true, true, true, false]);
    const batch = queue.first();
    if (batch !== null) queue.settle(batch);
    expect(queue.add(spendEvent(), 0)).toBe(true);
  });

  test('goes on in memory when files cannot be written, and tries again later', () => {
    const faults: unknown[] = [];
    const queue = open({ onSpoolFault: (thrown) => void faults.push(thrown) });
    removeTempDir(dir);
    fill(queue, 8);
    expect(faults).toHaveLength(1);
    expect(queue.spillAll()).toEqual({ files: [], lost: 8 });
    dir = makeTempDir('llmgw-spool-');
    spool = new Spool({ dir, clock: new VirtualClock(), syncEveryMs: null });
    expect(queue.first()?.events).toHaveLength(4);
  });

  test('puts everything into files at the end, the half-written anew', async () => {
    let hasRoom = true;
    spool.hasRoom = () => hasRoom;
    const queue = open();
    queue.add(spendEvent(), 0);
    await new Promise((resolve) => setImmediate(resolve));
    hasRoom = false;
    fill(queue, 3);
    hasRoom = true;
    queue.retrySpool();
    const { files, lost } = queue.spillAll();
    expect([files.length, lost]).toEqual([1, 0]);
    const [file] = files;
    expect(file === undefined ? [] : (await spool.read(file)).events).toHaveLength(4);
    expect(readdirSync(dir)).toHaveLength(1);
  });

  test('takes what others left first', () => {
    const queue = open();
    fill(queue, 4);
    queue.adopt([{ path: 'left', bytes: 1 }], 9);
    expect(queue.first()).toMatchObject({ events: null, own: false, file: { path: 'left' } });
  });
});
