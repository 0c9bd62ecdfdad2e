import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { showVariables } from '../../../commands/render-config/show-variables.ts';
import type { KnownVariable } from '../../../src/config/render/value-source.ts';
import { readYamlFile } from '../../../src/config/yaml-document.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { contextIn } from '../../support/render-options.ts';

let place: Workplace;
beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

function show(text: string, values: Readonly<Record<string, string>>) {
  const [root] = readYamlFile(text).roots;
  if (root === undefined) throw new Error('no document');
  const known = new Map<string, KnownVariable>(
    Object.entries(values).map(([name, value]) => [
      name,
      { value, source: { kind: 'process-env', name }, overrode: [] },
    ]),
  );
  const { context, captured } = contextIn(place);
  return { code: showVariables(context, { root }, known), stdout: captured.stdout() };
}

test('a sorted table, each variable once, without values', () => {
  const text = 'a: os.environ/B\nb: os.environ/A\nc: [os.environ/B]\nd: os.environ/E\n';
  const { code, stdout } = show(text, { A: 'value-of-a', B: 'value-of-b', E: '  ' });
  expect(stdout).toBe(`variable  state  from         used at
A         set    environment  b
B         set    environment  a and 1 more
E         empty  environment  d
`);
  expect(code).toBe(0);
});

test('one that is unset ends with 1', () => {
  expect(show('a: os.environ/GONE\n', {}).code).toBe(1);
});

test('a file without references says so', () => {
  expect(show('a: 1\n', {}).stdout).toBe('the file refers to no variables\n');
});
