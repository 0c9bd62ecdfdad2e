import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/core/clock.ts';
import { takeTurn } from '../../../../src/db/embedded/start-turn.ts';
import { makeTempDir, removeTempDir } from '../../../support/server-process.ts';

let folder = '';
beforeEach(() => {
  folder = makeTempDir('llmgw-emb-turn-');
});
afterEach(() => removeTempDir(folder));

const file = (): string => join(folder, 'starting');
const deadPid = (): number => spawnSync('/bin/true').pid;

describe('the turn to start a server', () => {
  test('is had by one at a time', () => {
    const giveBack = takeTurn(folder, systemClock);
    expect(readFileSync(file(), 'utf8')).toBe(`${process.pid}\n`);
    expect(takeTurn(folder, systemClock)).toBeNull();
    giveBack?.();
    expect(existsSync(file())).toBe(false);
    expect(takeTurn(folder, systemClock)).not.toBeNull();
  });

  test('is taken over from a process that is dead', () => {
    writeFileSync(file(), `${deadPid()}\n`);
    expect(takeTurn(folder, systemClock)).not.toBeNull();
  });

  test('is taken over when it lasts too long', () => {
    writeFileSync(file(), `${process.pid}\n`);
    utimesSync(file(), 1_000, 1_000);
    expect(takeTurn(folder, systemClock)).not.toBeNull();
  });

  test('is respected while its owner is writing it', () => {
    writeFileSync(file(), '');
    expect(takeTurn(folder, systemClock)).toBeNull();
  });
});
