import { basename, join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { findConfig } from '../../commands/find-config.ts';
import { enterWorkplace, type Workplace } from '../support/app.ts';

let place: Workplace;

afterEach(async () => {
  await place.leave();
});

test('takes the file that was named, whether it exists or not', () => {
  place = enterWorkplace();
  place.write('config.yaml', '');
  expect(findConfig(place.dir, 'other.yaml')).toEqual({
    file: join(place.dir, 'other.yaml'),
    origin: 'given',
  });
  expect(findConfig(place.dir, '/etc/gateway.yaml').file).toBe('/etc/gateway.yaml');
});

test('looks for the usual names, the most usual first', () => {
  place = enterWorkplace();
  place.write('proxy_config.yaml', '');
  expect(basename(findConfig(place.dir, null).file)).toBe('proxy_config.yaml');
  place.write('litellm_config.yaml', '');
  expect(basename(findConfig(place.dir, null).file)).toBe('litellm_config.yaml');
  const file = place.write('config.yaml', '');
  expect(findConfig(place.dir, null)).toEqual({ file, origin: 'found' });
});

test('falls back to the one that ships with the program', () => {
  place = enterWorkplace();
  const { file, origin } = findConfig(place.dir, null);
  expect(origin).toBe('built-in');
  expect(basename(file)).toBe('config.yaml');
  expect(existsSync(file)).toBe(true);
});
