import { expect, test } from '@jest/globals';
import { KeyTrial } from '../../../src/crypto/key-trial.ts';
import { sealValue } from '../../../src/crypto/open-value.ts';
import { PLACE, saltKey, usual } from './known-values.ts';

const one = await saltKey('sk-one');
const two = await saltKey('sk-two');
const three = await saltKey('sk-three');
const trial = () => new KeyTrial([one, two, three]);

function wrap(text: string, keys: readonly (typeof one)[]): string {
  return keys.reduce(
    (inner, key) => sealValue(Buffer.from(inner), key, usual('nacl'), PLACE),
    text,
  );
}

test('each key is found, in whatever order values come', () => {
  const keys = trial();
  for (const key of [three, one, two, two, three, one]) {
    expect(keys.open(wrap('text', [key]), PLACE)?.outer.key).toBe(key);
  }
});

test('an ordinary value has one layer', () => {
  const opened = trial().open(wrap('text', [two]), PLACE);
  expect(opened?.layers).toBe(1);
  expect(opened?.innermost).toBe(opened?.outer.plain);
});

test('layers under different keys are opened down to the plaintext', () => {
  const opened = trial().open(wrap('text', [one, two, three]), PLACE);
  expect(opened).toMatchObject({ layers: 3, outer: { key: three } });
  expect(opened?.innermost.toString()).toBe('text');
});

test('no more than four layers are opened', () => {
  const opened = trial().open(wrap('text', [one, one, one, one, one]), PLACE);
  expect(opened?.layers).toBe(4);
  expect(opened?.innermost.toString()).not.toBe('text');
});

test('a value that no key opens is null', async () => {
  expect(trial().open(wrap('text', [await saltKey('sk-lost')]), PLACE)).toBeNull();
  expect(new KeyTrial([]).open(wrap('text', [one]), PLACE)).toBeNull();
});
