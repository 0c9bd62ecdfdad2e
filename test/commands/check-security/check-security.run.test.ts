import { afterEach, describe, expect, test } from '@jest/globals';
import {
  ONE_RULE,
  OPEN_CONFIG,
  placesIn,
  SAFE_CONFIG,
  ScanFolder,
} from '../../support/scan-folder.ts';

let folder = new ScanFolder();

function open(files: Readonly<Record<string, string>>): ScanFolder {
  folder.remove();
  folder = new ScanFolder(files);
  return folder;
}

afterEach(() => folder.remove());

const IGNORED = OPEN_CONFIG.replace('# for now', '# llmgw: ignore[LGW211] behind a VPN');

describe('what counts', () => {
  test('a fault is shown with its place, its code and what to do', async () => {
    const { code, stdout, stderr } = await open({ 'config.yaml': OPEN_CONFIG }).check(ONE_RULE);
    expect(stdout).toMatch(/LGW211 passthrough-auth-disabled[\s\S]*config\.yaml:5:13/);
    expect([code, stderr]).toEqual([1, '']);
  });

  test('nothing is one line', async () => {
    const { code, stdout } = await open({ 'config.yaml': SAFE_CONFIG }).check(ONE_RULE);
    expect(stdout).toMatch(/^no findings · 1 file · \d+\.\d\d s\n$/);
    expect(code).toBe(0);
  });

  test('severities can be set, on the command line over the settings file', async () => {
    const settings = 'security:\n  severity:\n    passthrough-auth-disabled: info\n';
    const { check } = bound(open({ 'config.yaml': OPEN_CONFIG, '.llmgw.yaml': settings }));
    expect((await check(ONE_RULE)).code).toBe(0);
    expect((await check([...ONE_RULE, '--severity', 'LGW211=warning'])).code).toBe(2);
  });

  test('thresholds leave out what is below them', async () => {
    const { check } = bound(open({ 'config.yaml': OPEN_CONFIG }));
    const warned = [...ONE_RULE, '--severity', 'LGW211=warning'];
    expect((await check([...warned, '--min-severity', 'critical'])).code).toBe(0);
    expect((await check([...warned, '--fail-on', 'critical'])).code).toBe(0);
    expect((await check([...ONE_RULE, '--fail-on', 'never'])).code).toBe(0);
    expect((await check([...ONE_RULE, '--no-exit-codes'])).code).toBe(0);
    expect((await check(['--skip-rule', 'LGW211', ...ONE_RULE])).code).toBe(0);
  });

  test('a suppression with a reason takes effect until it is not wanted', async () => {
    const { check } = bound(open({ 'config.yaml': IGNORED }));
    const quiet = await check(ONE_RULE);
    expect([quiet.code, quiet.stdout]).toEqual([0, expect.stringContaining('1 suppressed')]);
    expect((await check([...ONE_RULE, '--no-ignores'])).code).toBe(1);
  });

  test('the settings file suppresses by file and YAML path', async () => {
    const entry =
      'rule: LGW211, path: "*.yaml", yaml_path: "general_settings.pass_through_endpoints[*].auth"';
    const settings = `security:\n  ignore:\n    - {${entry}, reason: why}\n`;
    const { check } = bound(open({ 'config.yaml': OPEN_CONFIG, '.llmgw.yaml': settings }));
    expect((await check(ONE_RULE)).code).toBe(0);
  });

  test('an unused suppression is told, and taken out by a fix', async () => {
    const { check } = bound(
      open({ 'config.yaml': SAFE_CONFIG.replace('for now', 'llmgw: ignore[LGW211] old') }),
    );
    const rules = [...ONE_RULE, '--rule', 'LGW003'];
    expect(placesIn(await check([...rules, '--json']))).toEqual(['LGW003 config.yaml:5']);
    await check([...rules, '--fix']);
    expect(folder.read('config.yaml')).toMatch(/auth: true\n$/);
  });

  test('a file that does not parse is a warning', async () => {
    const { code, stdout } = await open({ 'config.yaml': 'model_list: [\n' }).check([
      '--rule',
      'LGW005',
    ]);
    expect([code, stdout]).toEqual([2, expect.stringContaining('LGW005')]);
  });
});

describe('the baseline', () => {
  test('is written, known afterwards, and kept to what is new', async () => {
    const { check } = bound(open({ 'config.yaml': OPEN_CONFIG }));
    const baseline = [...ONE_RULE, '--baseline', 'known.json'];
    expect((await check(baseline)).code).toBe(74);
    expect((await check([...baseline, '--update-baseline'])).code).toBe(0);
    expect((await check(baseline)).code).toBe(0);
    folder.write('other.yaml', OPEN_CONFIG);
    expect(placesIn(await check([...baseline, '--json']))).toEqual(['LGW211 other.yaml:5']);
  });

  test('another document is refused', async () => {
    open({ 'config.yaml': OPEN_CONFIG, 'known.json': '{"a":1}' });
    expect((await folder.check(['--baseline', 'known.json'])).code).toBe(64);
  });

  test('is audited on a terminal only', async () => {
    const { check } = bound(open({ 'config.yaml': OPEN_CONFIG }));
    const baseline = [...ONE_RULE, '--baseline', 'known.json'];
    await check([...baseline, '--update-baseline']);
    expect((await check([...baseline, '--audit-baseline'])).code).toBe(64);
  });
});

describe('several reports of one run', () => {
  test('go where they are told, in their formats', async () => {
    const { check } = bound(open({ 'config.yaml': OPEN_CONFIG }));
    const pairs = [
      '--format',
      'sarif',
      '-o',
      'a.sarif',
      '--format',
      'junit',
      '-o',
      'b.xml',
      '--format',
      'text',
    ];
    const { code, stdout } = await check([...ONE_RULE, ...pairs]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('LGW211')]);
    expect(JSON.parse(folder.read('a.sarif'))).toMatchObject({ version: '2.1.0' });
    expect(folder.read('b.xml')).toContain('<testsuites');
  });

  test('with all of them in files, stderr says how it ended', async () => {
    const { check } = bound(open({ 'config.yaml': OPEN_CONFIG }));
    const { stdout, stderr } = await check([...ONE_RULE, '--format', 'json', '-o', 'a.json']);
    expect([stdout, stderr]).toEqual(['', expect.stringContaining('1 critical')]);
    const quiet = await check([...ONE_RULE, '--format', 'json', '-o', 'a.json', '-q']);
    expect(quiet.stderr).toBe('');
  });

  test('for GitHub the summary page of the job is written too', async () => {
    const { check } = bound(open({ 'config.yaml': OPEN_CONFIG }));
    const env = { GITHUB_STEP_SUMMARY: `${folder.path}/summary.md` };
    const { stdout } = await check([...ONE_RULE, '--format', 'github'], { env });
    expect(stdout).toContain('::error file=config.yaml,line=5');
    expect(folder.read('summary.md')).toContain('LGW211');
  });
});

test('rules and files are listed', async () => {
  const { check } = bound(open({ 'config.yaml': OPEN_CONFIG }));
  const rules = JSON.parse((await check(['--list-rules', '--json'])).stdout) as { data: object };
  expect(rules.data).toMatchObject({
    key_forms: { as_of: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
  });
  expect((await check(['--list-files'])).stdout).toBe('config.yaml\n');
  expect((await check(['--list-rules'])).stdout).toMatch(/^LGW001 {2}ignore-without-reason/);
});

function bound(one: ScanFolder): Pick<ScanFolder, 'check'> {
  return { check: (...args) => one.check(...args) };
}
