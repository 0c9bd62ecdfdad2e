import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isLoopback, resolveMasterKey } from '../../../commands/serve/master-key.ts';
import { Secret } from '../../../src/core/secret.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { gatewayConfig } from '../../support/config-literals.ts';

let place: Workplace;

beforeEach(() => {
  place = enterWorkplace();
});

afterEach(async () => {
  await place.leave();
});

interface Asked {
  readonly key?: string | null;
  readonly dev?: boolean;
  readonly host?: string;
  readonly generate?: boolean;
}

function resolve({ key = null, dev = false, host = '127.0.0.1', generate = false }: Asked) {
  const base = gatewayConfig();
  const config = {
    ...base,
    general: {
      ...base.general,
      masterKey: key === null ? null : new Secret(key),
      masterKeyPosition: key === null ? null : { file: 'c.yaml', line: 3, column: 5 },
    },
    llmgw: { ...base.llmgw, generateMasterKey: generate },
  };
  return resolveMasterKey({ config, dev, host, cwd: place.dir });
}

const keyFile = (): string => join(place.dir, '.llmgw', 'master-key');

describe('a configured key', () => {
  test('is used as it is', () => {
    const { key, origin, file } = resolve({ key: 'sk-a-real-one-42' });
    expect([key?.reveal(), origin, file]).toEqual(['sk-a-real-one-42', 'config', null]);
  });

  test.each([
    [null, 'there is no master key'],
    ['', 'is blank'],
    ['  ', 'is blank'],
    ['sk-1234', 'printed in public documentation'],
    ['your-master-key', 'printed in public documentation'],
  ])('%j is refused', (key, message) => {
    expect(() => resolve({ key })).toThrow(
      expect.objectContaining({
        code: 'E_MASTER_KEY',
        exitCode: 78,
        message: expect.stringContaining(message),
        hint: expect.stringContaining('LITELLM_MASTER_KEY'),
        where: key === null ? undefined : 'c.yaml:3:5',
      }),
    );
  });

  test('a refusal does not repeat the key', () => {
    let text = '';
    try {
      resolve({ key: 'sk-changeme' });
    } catch (thrown) {
      text = JSON.stringify(thrown) + String(thrown);
    }
    expect(text).not.toBe('');
    expect(text).not.toContain('sk-changeme');
  });
});

describe('--dev', () => {
  test('lets everybody in on loopback', () => {
    expect(resolve({ dev: true })).toEqual({ key: null, origin: 'none', file: null });
    expect(resolve({ dev: true, key: ' ', host: '::1' }).key).toBeNull();
  });

  test('still takes a known key that is configured', () => {
    const { key } = resolve({ dev: true, key: 'sk-1234' });
    expect(key?.reveal()).toBe('sk-1234');
  });

  test.each(['0.0.0.0', '::', '192.168.1.2', '127.0.0.1.evil.example'])(
    'is refused on %s',
    (host) => {
      expect(() => resolve({ dev: true, host })).toThrow(
        expect.objectContaining({ code: 'E_MASTER_KEY', where: '--dev' }),
      );
    },
  );

  test('makes no difference to a proper key', () => {
    expect(resolve({ dev: true, host: '0.0.0.0', key: 'sk-a-real-one-42' }).origin).toBe('config');
  });
});

describe('a generated key', () => {
  test('is kept in a file that only its owner may read, and used again', () => {
    const made = resolve({ generate: true });
    expect(made).toMatchObject({ origin: 'made', file: keyFile() });
    expect(made.key?.reveal()).toMatch(/^sk-[A-Za-z0-9_-]{32}$/);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    expect(statSync(join(place.dir, '.llmgw')).mode & 0o777).toBe(0o700);
    const kept = resolve({ generate: true });
    expect(kept.origin).toBe('kept');
    expect(kept.key?.reveal()).toBe(made.key?.reveal());
  });

  test('a file that others may read is closed to them again', () => {
    resolve({ generate: true });
    chmodSync(keyFile(), 0o644);
    resolve({ generate: true });
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
  });

  test('an empty file gets a new key', () => {
    const file = place.write('.llmgw/master-key', '\n');
    chmodSync(file, 0o644);
    expect(resolve({ generate: true }).origin).toBe('made');
    expect(readFileSync(file, 'utf8')).toMatch(/^sk-.{32}\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('is not made where a key is configured, even a bad one', () => {
    expect(() => resolve({ generate: true, key: 'sk-1234' })).toThrow('public documentation');
    expect(existsSync(keyFile())).toBe(false);
  });

  test('says so when it cannot be kept', () => {
    mkdirSync(keyFile(), { recursive: true });
    expect(() => resolve({ generate: true })).toThrow(
      expect.objectContaining({ code: 'E_IO', where: keyFile() }),
    );
  });
});

describe('isLoopback', () => {
  test.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('%s is', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  test.each(['0.0.0.0', '::', '10.0.0.1', '127.evil.example', '127.0.0.1.evil.example', ''])(
    '%s is not',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
