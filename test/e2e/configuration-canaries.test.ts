import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createContext } from '../../commands/context.ts';
import { commands } from '../../commands/registry.ts';
import { main } from '../../src/cli/main.ts';
import { REPORT_FORMATS } from '../../src/diagnostics/report.ts';
import { keyForm } from '../../src/security/secrets/key-forms.ts';
import { KEY_FORM_IDS, makeKey } from '../../src/security/secrets/make-key.ts';
import { enterWorkplace, type Workplace } from '../support/app.ts';
import { captureIo } from '../support/io.ts';

// A key of every form in every place of a configuration, then every command that looks at one, in
// every format: not one of them may come out.

const KEYS = KEY_FORM_IDS.map((id) => makeKey(id));
/** Without words around them the others look like any identifier. */
const DISTINCT = KEY_FORM_IDS.map((id, at) =>
  keyForm(id)?.context === null ? (KEYS[at] ?? '') : '',
);
/** What has a common beginning (`postgresql://user:`) is known by the rest. */
const CANARIES = KEYS.map((key) => key.slice(-24));
let place: Workplace;

function config(): string {
  const models = KEYS.map(
    (key, at) => `  - model_name: m${at}
    litellm_params:
      model: openai/m${at}
      api_key: ${at % 3 === 0 ? `os.environ/KEY_${at}` : JSON.stringify(key)}
      extra_headers: {x-api-key: ${JSON.stringify(key)}}
    model_info: {note: ${JSON.stringify(DISTINCT[at])}}   # ${(DISTINCT[at] ?? '').replaceAll('\n', ' ')}`,
  );
  const variables = KEYS.map((key, at) => `  V_${at}: ${JSON.stringify(key)}`);
  return `model_list:
${models.join('\n')}
environment_variables:
${variables.join('\n')}
general_settings:
  master_key: ${JSON.stringify(makeKey('litellm'))}
  database_url: ${JSON.stringify(makeKey('litellm', 'db'))}
odd_section: ${JSON.stringify(KEYS[0])}
`;
}

beforeAll(() => {
  place = enterWorkplace();
  place.write('config.yaml', config());
  place.write('other.yaml', config().replaceAll('m1', 'other'));
  const lines = KEYS.map((key, at) => `KEY_${at}=${JSON.stringify(key)}`);
  place.write('.env', `${lines.join('\n')}\nno entry ${KEYS[1]}\n`);
});
afterAll(async () => place.leave());

async function run(...args: readonly string[]): Promise<string> {
  const captured = captureIo({
    cwd: place.dir,
    env: { LITELLM_MASTER_KEY: makeKey('litellm', 'env') },
  });
  await main(args, captured.io, commands, createContext);
  const said = captured.stdout() + captured.stderr();
  expect(said).not.toBe('');
  return said;
}

function expectNoCanary(said: string): void {
  const out = CANARIES.filter((canary) => said.includes(canary));
  expect(out.map((canary) => canary.slice(0, 2))).toEqual([]);
}

describe('no key comes out', () => {
  test.each(REPORT_FORMATS)('of validate-config as %s', async (format) => {
    expectNoCanary(await run('validate-config', '--offline', '-vvv', '--format', format));
  });

  test.each([
    [[]],
    [['--mask', 'hash', '--no-validate']],
    [['--mode', 'canonical', '--no-validate']],
    [['--format', 'json', '--no-validate']],
    [['--provenance', 'json', '--no-validate']],
    [['--provenance', 'comments', '--no-validate']],
    [['--variables']],
    [['--variables', '--json']],
    [['--hash']],
    [['--diff', 'other.yaml']],
    [['--diff', 'other.yaml', '--json']],
    [['--set', 'nowhere=x']],
  ])('of render-config %j', async (args) => {
    expectNoCanary(await run('render-config', '-vvv', ...args));
  });

  test('of doctor', async () => {
    expectNoCanary(await run('doctor', '--offline', '-vvv'));
    expectNoCanary(await run('doctor', '--offline', '--json'));
  });

  test('of explain, asked for one', async () => {
    for (const key of KEYS.slice(0, 5)) expectNoCanary(await run('explain', key));
  });
});
