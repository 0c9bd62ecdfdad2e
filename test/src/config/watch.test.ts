import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ConfigWatch, watchConfig } from '../../../src/config/watch.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let folder: string;
let watching: ConfigWatch | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'llmgw-watch-'));
});

afterEach(() => {
  watching?.close();
  watching = null;
  rmSync(folder, { recursive: true, force: true });
});

/** A clock whose `armed` promise resolves once the watch has noticed something. */
class NoticingClock extends VirtualClock {
  #notice: (() => void) | null = null;
  override setTimer(ms: number, fire: () => void) {
    const handle = super.setTimer(ms, fire);
    this.#notice?.();
    return handle;
  }
  armed(): Promise<void> {
    if (this.pending > 0) return Promise.resolve();
    return new Promise((done) => {
      this.#notice = done;
    });
  }
}

function start(files: () => readonly string[]) {
  const clock = new NoticingClock();
  const seen = { changes: 0 };
  const onChange = () => {
    seen.changes += 1;
  };
  watching = watchConfig({ files, onChange, clock });
  const settle = async () => {
    await clock.armed();
    clock.advance(1000);
    return seen.changes;
  };
  return { clock, seen, settle };
}

describe('watchConfig', () => {
  test('notices a file that is written in place', async () => {
    const file = join(folder, 'config.yaml');
    writeFileSync(file, 'a: 1');
    const { settle } = start(() => [file]);
    writeFileSync(file, 'a: 2');
    expect(await settle()).toBe(1);
  });

  test('notices a rename over the file, again and again', async () => {
    const file = join(folder, 'config.yaml');
    writeFileSync(file, 'a: 1');
    const { settle } = start(() => [file]);
    for (const round of [1, 2, 3]) {
      writeFileSync(join(folder, 'new'), `a: ${round + 1}`);
      renameSync(join(folder, 'new'), file);
      expect(await settle()).toBe(round);
    }
  });

  test('notices the symlink swap of a mounted config map', async () => {
    for (const version of ['v1', 'v2']) {
      mkdirSync(join(folder, `..${version}`));
      writeFileSync(join(folder, `..${version}`, 'config.yaml'), version);
    }
    symlinkSync('..v1', join(folder, '..data'));
    symlinkSync(join('..data', 'config.yaml'), join(folder, 'config.yaml'));
    const { settle } = start(() => [join(folder, 'config.yaml')]);
    symlinkSync('..v2', join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    expect(await settle()).toBe(1);
  });

  test('notices a file that comes and goes', async () => {
    const file = join(folder, '.env');
    const { settle } = start(() => [file]);
    writeFileSync(file, 'A=1');
    expect(await settle()).toBe(1);
    unlinkSync(file);
    expect(await settle()).toBe(2);
  });

  test('notices a folder that is made anew', async () => {
    const inner = join(folder, 'conf');
    const file = join(inner, 'config.yaml');
    mkdirSync(inner);
    writeFileSync(file, 'a: 1');
    const { settle } = start(() => [file]);
    rmSync(inner, { recursive: true });
    expect(await settle()).toBe(1);
    mkdirSync(inner);
    writeFileSync(file, 'a: 2');
    expect(await settle()).toBe(2);
    writeFileSync(file, 'a: 3');
    expect(await settle()).toBe(3);
  });

  test('keeps quiet when the content stays, or another file changes', async () => {
    const file = join(folder, 'config.yaml');
    writeFileSync(file, 'a: 1');
    const { settle } = start(() => [file]);
    writeFileSync(file, 'a: 1');
    writeFileSync(join(folder, 'other.log'), 'x');
    expect(await settle()).toBe(0);
  });

  test('takes a burst of changes for one', async () => {
    const file = join(folder, 'config.yaml');
    writeFileSync(file, 'a: 1');
    const { clock, seen, settle } = start(() => [file]);
    for (let round = 0; round < 20; round += 1) writeFileSync(file, `a: ${round + 2}`);
    await clock.armed();
    clock.advance(100);
    expect(seen.changes).toBe(0);
    expect(await settle()).toBe(1);
  });

  test('watches files that a reload adds', async () => {
    const main = join(folder, 'config.yaml');
    mkdirSync(join(folder, 'more'));
    const include = join(folder, 'more', 'models.yaml');
    writeFileSync(main, 'a: 1');
    writeFileSync(include, 'b: 1');
    const files = [main];
    const { settle } = start(() => files);
    files.push(include);
    writeFileSync(main, 'a: 2');
    expect(await settle()).toBe(1);
    writeFileSync(include, 'b: 2');
    expect(await settle()).toBe(2);
  });

  test('says nothing after it is closed', async () => {
    const file = join(folder, 'config.yaml');
    writeFileSync(file, 'a: 1');
    const { clock, seen } = start(() => [file]);
    writeFileSync(file, 'a: 2');
    await clock.armed();
    watching?.close();
    clock.advance(1000);
    expect(seen.changes).toBe(0);
  });
});
