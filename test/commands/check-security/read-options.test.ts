import { expect, test } from '@jest/globals';
import { readOptions, type Flags } from '../../../commands/check-security/read-options.ts';

const USUAL: Flags = {
  persona: 'regular',
  minSeverity: 'info',
  minConfidence: 'low',
  failOn: 'warning',
  ignores: true,
  verifyTimeout: 10,
  exitCodes: true,
  jobs: 4,
};

function read(flags: Partial<Flags>, paths: readonly string[] = []) {
  return readOptions({ ...USUAL, ...flags }, paths, { json: false });
}

test('nothing said is everything of this folder, up to 1 MiB', () => {
  expect(read({})).toMatchObject({
    source: { kind: 'files', paths: [], limits: { found: 1_048_576 } },
    only: null,
    fix: null,
    verify: null,
    baseline: null,
    outputs: [{ format: 'text', file: '-' }],
  });
});

test('rules are known by code and by name', () => {
  const { only, skip, severities } = read({
    rule: ['lgw001', 'ignore-expired'],
    skipRule: ['LGW003'],
    severity: ['unparsable-file=critical'],
  });
  expect([...(only ?? [])]).toEqual(['LGW001', 'LGW002']);
  expect([...skip]).toEqual(['LGW003']);
  expect([...severities]).toEqual([['LGW005', 'critical']]);
});

test('a word behind --fix is what to fix, or a path', () => {
  expect(read({ fix: true }).fix).toEqual({ unsafe: false, dryRun: false });
  expect(read({ fix: 'all', dryRun: true }).fix).toEqual({ unsafe: true, dryRun: true });
  expect(read({ fix: 'a/config.yaml' }, ['b'])).toMatchObject({
    fix: { unsafe: false },
    source: { paths: ['a/config.yaml', 'b'] },
  });
});

test('--no-exit-codes is to fail never', () => {
  expect(read({ exitCodes: false }).failOn).toBe('never');
});

test.each<[string, Partial<Flags>]>([
  ['two sources', { staged: true, since: 'HEAD' }],
  ['an option in place of a commit', { since: '-x' }],
  ['a name for no stdin', { stdinFilename: 'a' }],
  ['fixes of what is staged', { staged: true, fix: true }],
  ['a dry run of nothing', { dryRun: true }],
  ['something else to fix', { fix: 'everything' }],
  ['an endpoint without a question', { verifyEndpoint: ['groq=https://a.example.com'] }],
  ['an endpoint that is none', { verify: true, verifyEndpoint: ['groq'] }],
  ['a baseline without a file', { updateBaseline: true }],
  [
    'two things to do with a baseline',
    { baseline: 'a', updateBaseline: true, auditBaseline: true },
  ],
  ['a rule that is not there', { rule: ['LGW999'] }],
  ['a severity that is none', { severity: ['LGW001=high'] }],
])('%s: usage', (_what, flags) => {
  expect(() => read(flags)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
});

test('a misspelt rule is answered with the one that was meant', () => {
  expect(() => read({ rule: ['unparsabel-file'] })).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('did you mean unparsable-file?') }),
  );
});
