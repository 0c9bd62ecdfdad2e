import { expect, test } from '@jest/globals';
import { filesCollector } from '../../../../src/infra/collectors/files.ts';
import { playWorld, testRedactor } from '../../../support/infra-world.ts';

const redact = (text: string): string => testRedactor().text(text);

test('a file by its sections, each to be found on its own', async () => {
  const files = {
    '/a.md': 'intro\n# One\nfirst\n## Two\nsecond\n# One\nthird\n',
    '/c.yaml': 'model_list:\n  - model_name: gpt\ngeneral_settings:\n  master_key: canary-key\n',
  };
  const { status, entities } = await filesCollector(Object.keys(files), redact).collect(
    playWorld({ files }),
  );
  expect(status).toBe('ok');
  const sections = entities.filter(({ kind }) => kind === 'file_section');
  expect(sections.map(({ name, body }) => [name, body['text']])).toEqual([
    ['a.md intro', 'intro'],
    ['a.md One', '# One\nfirst'],
    ['a.md Two', '## Two\nsecond'],
    ['a.md One', '# One\nthird'],
    ['c.yaml model_list', 'model_list:\n  - model_name: gpt'],
    ['c.yaml general_settings', 'general_settings:\n  master_key: [redacted:f10]'],
  ]);
  expect(new Set(sections.map(({ key }) => key)).size).toBe(sections.length);
});

test('a secret across a cut is still one', async () => {
  const pem = `-----BEGIN PRIVATE KEY-----\nProc-Type: 4\n${'CANARY00'.repeat(2_000)}\n-----END PRIVATE KEY-----\n`;
  const found = await filesCollector(['/k'], redact).collect(playWorld({ files: { '/k': pem } }));
  expect(JSON.stringify(found)).not.toContain('CANARY');
});

test('what is not there, or no text, is told; the rest is kept', async () => {
  const files = { '/a': 'x', '/b': 'bin\0ary' };
  const { status, entities, warnings } = await filesCollector(['/a', '/b', '/c'], redact).collect(
    playWorld({ files }),
  );
  expect([status, entities.length, warnings.length]).toEqual(['partial', 2, 2]);
  expect((await filesCollector([], redact).collect(playWorld({}))).status).toBe('unavailable');
});
