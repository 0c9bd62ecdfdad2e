import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { deliver } from '../../../commands/render-config/deliver.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { contextIn, renderOptions } from '../../support/render-options.ts';

let place: Workplace;
beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

test('without a file, and with -, it goes to stdout', () => {
  for (const output of [null, '-']) {
    const { context, captured } = contextIn(place);
    expect(deliver('a: 1\n', renderOptions({ output }), context)).toBe(0);
    expect(captured.stdout()).toBe('a: 1\n');
  }
});

test('a file is replaced whole, and is for its owner only', () => {
  const path = place.write('out.yaml', 'old');
  chmodSync(path, 0o666);
  deliver('new', renderOptions({ output: 'out.yaml' }), contextIn(place).context);
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['new', 0o600]);
  expect(readdirSync(place.dir)).toEqual(['out.yaml']);
});

test('what cannot be written says where, and leaves nothing behind', () => {
  mkdirSync(join(place.dir, 'folder'));
  const options = renderOptions({ output: 'folder' });
  expect(() => deliver('x', options, contextIn(place).context)).toThrow(/cannot write the result/);
  expect(readdirSync(place.dir)).toEqual(['folder']);
});
