import { readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeLine } from '../../../src/spend/spool-line.ts';
import { currentOwner, parseSpoolName, spoolFileName } from '../../../src/spend/spool-owner.ts';
import { Spool, type SpoolFile } from '../../../src/spend/spool.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';
import { spendEvents } from '../../support/spend-events.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const LINES = spendEvents(3).map(encodeLine).join('');

let dir: string;
let clock: VirtualClock;
beforeEach(() => {
  dir = makeTempDir('llmgw-spool-');
  clock = new VirtualClock();
});
afterEach(() => removeTempDir(dir));

function open(options: { maxBytes?: number; syncEveryMs?: number | null } = {}): Spool {
  return new Spool({ dir: join(dir, 'spool'), clock, ...options });
}

function write(spool: Spool): SpoolFile {
  const file = spool.create();
  spool.append(LINES);
  spool.finish();
  return file;
}

/** As if the file were of a process that is gone, or of another machine. */
function changeOwner({ path }: SpoolFile, changes: object): void {
  const name = parseSpoolName(basename(path));
  if (name === null) throw new Error('no name');
  const owner = { ...name.owner, ...changes };
  renameSync(path, join(dir, 'spool', spoolFileName({ ...name, owner })));
}

describe('a spool', () => {
  test('keeps what is appended, for its owner’s eyes', async () => {
    const spool = open();
    const file = write(spool);
    expect(await spool.read(file)).toEqual({ events: spendEvents(3), damaged: 0, torn: false });
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect(statSync(join(dir, 'spool')).mode & 0o777).toBe(0o700);
    expect(spool.bytes).toBe(LINES.length);
    spool.remove(file);
    spool.remove({ ...file, bytes: 0 });
    expect(spool.bytes).toBe(0);
    expect(readdirSync(join(dir, 'spool'))).toEqual([]);
  });

  test('knows how much it may hold', () => {
    const spool = open({ maxBytes: LINES.length + 10 });
    expect(spool.hasRoom(LINES.length)).toBe(true);
    write(spool);
    expect([spool.hasRoom(10), spool.hasRoom(11)]).toEqual([true, false]);
  });

  test('appends to an open file only', () => {
    expect(() => open().append('x')).toThrow('no file is open');
  });

  test('brings files to the disk once in a while', () => {
    const spool = open({ syncEveryMs: 1_000 });
    write(spool);
    write(spool);
    expect([clock.pending, clock.nextInMs]).toEqual([1, 1_000]);
    clock.advance(1_000);
    expect(clock.pending).toBe(0);
  });

  test('puts damaged files and refused events aside', () => {
    const spool = open();
    const file = write(spool);
    spool.setAside(file);
    spool.reject('a\n');
    spool.reject('b\n');
    expect(readdirSync(join(dir, 'spool')).sort()).toEqual(
      [`${basename(file.path)}.damaged`, 'rejected.jsonl'].sort(),
    );
    expect(statSync(join(dir, 'spool', 'rejected.jsonl'))).toMatchObject({ size: 4 });
    expect(spool.bytes).toBe(0);
  });
});

test('keeps only so many refused events', () => {
  const spool = new Spool({ dir: join(dir, 'spool'), clock, maxRejectedBytes: 4 });
  expect([spool.reject('ab\n'), spool.reject('cd\n'), spool.reject('')]).toEqual([
    true,
    false,
    true,
  ]);
  expect(statSync(join(dir, 'spool', 'rejected.jsonl'))).toMatchObject({ size: 3 });
});

describe('what others left behind', () => {
  test('is taken over from a process that is gone, in order, by one of two', async () => {
    const dead = open();
    const files = [write(dead), write(dead)];
    for (const file of files) changeOwner(file, { pid: 2 ** 22 + 1 });
    const [first, second] = [open(), open()];
    const taken = first.adopt();
    expect(taken).toHaveLength(2);
    expect(second.adopt()).toEqual([]);
    expect(first.bytes).toBe(2 * LINES.length);
    expect((await first.read(taken[0] ?? { path: '', bytes: 0 })).events).toHaveLength(3);
  });

  test('is left to a process that runs', () => {
    const alive = open();
    write(alive);
    expect(open().adopt()).toEqual([]);
    expect(alive.adopt()).toEqual([]);
  });

  test('is taken over at once when it was given up', () => {
    const other = open();
    const files = [write(other)];
    other.showLife();
    other.release(files);
    expect(readdirSync(join(dir, 'spool'))).toHaveLength(1);
    expect(open().adopt()).toHaveLength(1);
  });

  test('is taken over from another machine when that shows no life for two minutes', () => {
    const place = { place: '00000000' };
    const other = open();
    const file = write(other);
    other.showLife();
    for (const name of readdirSync(join(dir, 'spool'))) {
      const path = join(dir, 'spool', name);
      if (name.endsWith('.alive')) renameSync(path, path.replace(name.slice(0, 8), place.place));
    }
    changeOwner(file, place);
    expect(open().adopt()).toEqual([]);
    clock.advance(120_001);
    const next = open();
    expect(next.adopt()).toHaveLength(1);
    next.adopt();
    expect(readdirSync(join(dir, 'spool')).filter((name) => name.endsWith('.alive'))).toEqual([]);
  });

  test('is not what merely lies there', () => {
    const spool = open();
    writeFileSync(join(dir, 'spool', 'notes.txt'), '');
    writeFileSync(join(dir, 'spool', `${currentOwner().place}.spend`), '');
    expect(spool.adopt()).toEqual([]);
  });
});
