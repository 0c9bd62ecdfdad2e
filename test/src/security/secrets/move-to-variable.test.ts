import { describe, expect, test } from '@jest/globals';
import type { Fix } from '../../../../src/security/rule.ts';
import {
  envFileFor,
  envLine,
  moveToVariable,
  variableNameOf,
  variableWith,
} from '../../../../src/security/secrets/move-to-variable.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function fixOf(files: Readonly<Record<string, string>>, name = 'KEY'): Fix | null {
  const project = projectOf(files);
  const [file] = project.files;
  const start = file?.text.indexOf('S3cr3t') ?? -1;
  return file === undefined
    ? null
    : moveToVariable(project, { file, span: { start, end: start + 6 }, name });
}

describe('a literal', () => {
  test('is read from the variable that has it', () => {
    expect(fixOf({ 'c.yaml': 'model_list: []\nk: "S3cr3t"\n', '.env': 'A=S3cr3t\n' })).toEqual({
      class: 'safe',
      title: 'read it from A',
      edits: [
        { kind: 'replace', file: 'c.yaml', span: { start: 19, end: 25 }, text: 'os.environ/A' },
      ],
    });
  });

  test('is moved into a variable that is free', () => {
    expect(fixOf({ 'c.yaml': 'model_list: []\nk: S3cr3t\n', '.env': 'KEY=other\n' })).toMatchObject(
      {
        class: 'unsafe',
        edits: [
          { text: 'os.environ/KEY_2' },
          { kind: 'append', file: '.env', line: 'KEY_2=S3cr3t' },
        ],
      },
    );
  });

  test('stays where `os.environ/` means nothing, and in a block', () => {
    expect(fixOf({ 'c.yaml': 'k: S3cr3t\n' })).toBeNull();
    expect(fixOf({ 'c.yaml': 'model_list: []\nk: |\n  S3cr3t\n' })).toBeNull();
  });

  test('two values that want one name get two', () => {
    const project = projectOf({ 'c.yaml': 'model_list: []\na: one\nb: two\nc: one\n' });
    const [file] = project.files;
    const titles = [18, 25, 32].map((start) =>
      file === undefined
        ? ''
        : moveToVariable(project, { file, span: { start, end: start + 3 }, name: 'X' })?.title,
    );
    expect(titles).toEqual([
      'move it to X in .env',
      'move it to X_2 in .env',
      'move it to X in .env',
    ]);
  });
});

test('a variable that has two values has none', () => {
  const project = projectOf({
    '.env': 'A=x\nB=y\n',
    '.env.prod': 'A=z\n',
    '.env.example': 'C=w\n',
  });
  expect(['x', 'y', 'w'].map((value) => variableWith(project, value))).toEqual([null, 'B', null]);
});

test('values are quoted when they need it, and left when they cannot be written', () => {
  expect(envLine('a+b/c=')).toBe('a+b/c=');
  expect(envLine('Bearer x')).toBe("'Bearer x'");
  expect(envLine("it's a")).toBeNull();
});

test('the env file is the one beside, otherwise that of the project', () => {
  expect(envFileFor(projectOf({ 'a/.env': '' }), 'a/c.yaml')).toBe('a/.env');
  expect(envFileFor(projectOf({ 'b/.env': '' }), 'a/c.yaml')).toBe('.env');
  const tracked = projectOf({ '.env': '' }, { facts: { '.env': { origin: 'tracked' } } });
  expect(envFileFor(tracked, 'c.yaml')).toBeNull();
});

test.each([
  ['litellm_settings.cache_params.password', 'CACHE_PARAMS_PASSWORD'],
  ['model_list[0].litellm_params.api_key', 'API_KEY'],
  ['general_settings.alert_to_webhook_url', 'ALERT_TO_WEBHOOK_URL'],
  ['x-apiKey', 'X_API_KEY'],
])('%s is read from %s', (path, name) => {
  expect(variableNameOf(path)).toBe(name);
});
