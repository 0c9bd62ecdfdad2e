import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { transformFileSync } from '@swc/core';
import { systemClock } from '../../../src/core/clock.ts';

test('the clock of the machine never goes back and knows the year', () => {
  const before = systemClock.now();
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  expect(new Date(systemClock.wallMs()).getUTCFullYear()).toBeGreaterThan(2024);
});

test('a timer fires once, and a cancelled one never', async () => {
  const fired: string[] = [];
  systemClock.setTimer(0, () => fired.push('cancelled')).cancel();
  await new Promise<void>((resolve) => {
    const keepAlive = setInterval(() => undefined, 1_000);
    systemClock.setTimer(1, () => {
      fired.push('kept');
      clearInterval(keepAlive);
      resolve();
    });
  });
  expect(fired).toEqual(['kept']);
});

test('a pending timer does not keep the process alive', () => {
  const source = fileURLToPath(new URL('../../../src/core/clock.ts', import.meta.url));
  const { code } = transformFileSync(source, {
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  const program = `${code}\nsystemClock.setTimer(600_000, () => undefined);`;
  const options = { timeout: 20_000 };
  expect(() =>
    execFileSync(process.execPath, ['--input-type=module', '-e', program], options),
  ).not.toThrow();
});
