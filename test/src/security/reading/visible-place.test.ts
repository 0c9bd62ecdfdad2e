import { describe, expect, test } from '@jest/globals';
import { assignmentsTo } from '../../../../src/security/reading/assignments.ts';
import { secretMatch, variableMatch } from '../../../../src/security/reading/visible-place.ts';
import type { Sample } from '../../../../src/security/rule.ts';
import { projectOf } from '../../../support/rule-cases.ts';

const IGNORED = { facts: { '.env': { origin: 'ignored' } } } as const;
const ENV = { '.env': 'KEY=abc\n' };
const MODELS = 'model_list: [{model_name: a}]\n';

function told(files: Sample, isIgnored = true) {
  const project = projectOf({ ...files, ...ENV }, isIgnored ? IGNORED : {});
  const variable = assignmentsTo(project, new Set(['KEY'])).find(
    ({ file }) => file.path === '.env',
  );
  if (variable === undefined) throw new Error('the variable is not set');
  return {
    plain: variableMatch(project, variable, 'bad'),
    secret: secretMatch(project, variable, 'bad'),
  };
}

describe('what is wrong with a variable', () => {
  test('is told where it is set', () => {
    const { plain, secret } = told({}, false);
    expect(plain).toEqual({ file: '.env', span: { start: 4, end: 7 }, message: 'bad' });
    expect(secret).toEqual({ ...plain, secret: 'weak' });
  });

  test.each([
    ['its reference', { 'config.yaml': `${MODELS}x: os.environ/KEY\n` }, 'config.yaml', 'x'],
    [
      'what hands it on',
      { 'compose.yaml': 'services: {a: {environment: {B: "${KEY}"}}}\n' },
      'compose.yaml',
      'services.a.environment.B',
    ],
    [
      'what hands it on by its name',
      { 'compose.yaml': 'services: {a: {environment: [KEY]}}\n' },
      'compose.yaml',
      'services.a.environment[0]',
    ],
    [
      'the service that reads the file',
      { 'compose.yaml': 'services: {a: {image: litellm, env_file: .env}}\n' },
      'compose.yaml',
      'services.a',
    ],
    [
      'the configuration',
      { 'config.yaml': `${MODELS}general_settings: {}\n` },
      'config.yaml',
      'general_settings',
    ],
  ])('is told at %s when git ignores the file', (_, files, file, path) => {
    const { plain, secret } = told(files);
    expect(plain).toMatchObject({ file, path, message: 'bad (KEY in .env)' });
    expect(secret).toEqual(plain);
  });

  test('is told where it is set when nothing uses it', () => {
    expect(told({}).plain.file).toBe('.env');
  });
});
