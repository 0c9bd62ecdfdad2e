import { afterEach, expect, test } from '@jest/globals';
import type { GlobalOptions } from '../../src/cli/global-options.ts';
import { EnvironmentFiles } from '../../commands/environment.ts';
import { enterWorkplace, type Workplace } from '../support/app.ts';
import type { CaptureOptions } from '../support/io.ts';

const places: Workplace[] = [];

function enter(capture: CaptureOptions = {}, options: Partial<GlobalOptions> = {}): Workplace {
  const place = enterWorkplace(capture, options);
  places.push(place);
  return place;
}

function read({ captured, context }: Workplace): EnvironmentFiles {
  return new EnvironmentFiles(captured.io, context.options);
}

afterEach(async () => {
  await Promise.all(places.splice(0).map((place) => place.leave()));
});

test('is the process’s own where there is no .env', () => {
  const environment = read(enter({ env: { A: 'process' } }));
  expect(environment.read()).toEqual({ variables: { A: 'process' }, files: [], findings: [] });
});

test('reads .env of the working directory below the process’s own', () => {
  const place = enter({ env: { A: 'process' } });
  const environment = read(place);
  const file = place.write('.env', 'A=file\nB=file\n');
  const { variables, files } = environment.read();
  expect(variables).toEqual({ A: 'process', B: 'file' });
  expect(files).toEqual([file]);
});

test('reads the named files instead, later ones over earlier ones', () => {
  const place = enter();
  place.write('.env', 'A=unused\n');
  const envFiles = [place.write('one.env', 'A=1\nB=1\n'), place.write('two.env', 'B=2\n')];
  const environment = new EnvironmentFiles(place.captured.io, {
    ...place.context.options,
    envFiles,
  });
  expect(environment.read()).toMatchObject({ variables: { A: '1', B: '2' }, files: envFiles });
});

test('a value Node took from a named file can still be changed by that file', () => {
  const place = enter({ env: { A: '1', B: 'process' } });
  const envFiles = [place.write('named.env', 'A=1\nB=file\n')];
  const environment = new EnvironmentFiles(place.captured.io, {
    ...place.context.options,
    envFiles,
  });
  expect(environment.read().variables).toMatchObject({ A: '1', B: 'process' });
  place.write('named.env', 'A=2\nB=file\n');
  expect(environment.read().variables).toMatchObject({ A: '2', B: 'process' });
});

test('says which named file cannot be read', () => {
  const environment = read(enter({}, { envFiles: ['/nowhere/at-all.env'] }));
  expect(() => environment.read()).toThrow(
    expect.objectContaining({ code: 'E_NO_INPUT', where: '/nowhere/at-all.env' }),
  );
});
