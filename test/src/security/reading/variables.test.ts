import { expect, test } from '@jest/globals';
import {
  definedVariables,
  isExample,
  referencedVariable,
  resolvedValues,
} from '../../../../src/security/reading/variables.ts';
import { projectOf } from '../../../support/rule-cases.ts';

const PROJECT = projectOf({ '.env': 'A=1\n', 'prod.env': 'A=2\nB=3\n', '.env.example': 'C=4\n' });

test('examples define nothing', () => {
  expect([...definedVariables(PROJECT).keys()].sort()).toEqual(['A', 'B']);
  expect(
    ['.env.example', 'sample.env', 'x/config.template.yaml', 'dist.env'].map(isExample),
  ).toEqual([true, true, true, true]);
  expect(['.env', 'example/.env', 'production.env'].map(isExample)).toEqual([false, false, false]);
});

test('a reference is the whole value', () => {
  expect(referencedVariable('os.environ/A')).toBe('A');
  expect(referencedVariable('${A:-x}')).toBe('A');
  expect(referencedVariable('x${A}')).toBeNull();
});

test('a value is itself, or what the files say', () => {
  expect(resolvedValues(PROJECT, 'plain')).toEqual(['plain']);
  expect(resolvedValues(PROJECT, 'os.environ/A')).toEqual(['1', '2']);
  expect(resolvedValues(PROJECT, 'os.environ/GONE')).toEqual([]);
});
