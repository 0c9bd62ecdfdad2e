import { closeSync, existsSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  appendLog,
  boundLog,
  openLog,
  readLogSince,
  tellingLines,
} from '../../../../src/db/embedded/server-log.ts';
import { makeTempDir, removeTempDir } from '../../../support/server-process.ts';

const dir = makeTempDir('llmgw-emb-log-');
let path = '';
let count = 0;
beforeEach(() => {
  path = join(dir, `server-${(count += 1)}.log`);
});
afterAll(() => removeTempDir(dir));

describe('the log of a server', () => {
  test('is appended to, and read from a place on', () => {
    appendLog(path, 'one\n\n');
    const from = statSync(path).size;
    appendLog(path, 'two');
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    expect(readLogSince(path, from)).toBe('two\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('is cut when it is long, under the hands of who writes it', () => {
    const writer = openLog(path);
    writeSync(writer, 'x'.repeat(1_100_000));
    writeSync(writer, 'the end\n');
    boundLog(path);
    writeSync(writer, 'after\n');
    closeSync(writer);
    expect(readFileSync(path, 'utf8')).toBe('after\n');
    expect(readFileSync(`${path}.1`, 'utf8')).toMatch(/x{1000}the end\n$/);
    expect(statSync(`${path}.1`).size).toBe(64 * 1_024);
  });

  test('is left alone while it is short', () => {
    writeFileSync(path, 'short');
    boundLog(path);
    expect(readFileSync(path, 'utf8')).toBe('short');
    expect(existsSync(`${path}.1`)).toBe(false);
  });
});

describe('the lines that tell something', () => {
  test('are the grave ones, without their time', () => {
    const text =
      '2026-01-01 10:00:00.123 UTC [17] LOG:  starting\n' +
      '2026-01-01 10:00:00.124 UTC [17] FATAL:  no space left\n';
    expect(tellingLines(text)).toBe('FATAL:  no space left');
  });

  test('are the last ones where none is grave', () => {
    expect(tellingLines('one\n\ntwo\n')).toBe('one; two');
  });

  test('hold no secrets and no control characters', () => {
    const text =
      "FATAL: \u001B[31m postgresql://me:hunter2@host and sk-abcdefgh123 and password 'open sesame'";
    const told = tellingLines(text);
    expect(told).not.toMatch(/hunter2|abcdefgh|open sesame|\p{Cc}/u);
    expect(told).toContain('postgresql://me:[redacted]@host');
  });
});
