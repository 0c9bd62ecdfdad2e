import { chmodSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createContext } from '../../../commands/context.ts';
import { commands } from '../../../commands/registry.ts';
import { main } from '../../../src/cli/main.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { captureIo } from '../../support/io.ts';
import { startRedis } from '../../support/redis.ts';

let place: Workplace;

beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

const KEY = 'sk-of-the-doctor-1f9c07a4b2d8e6';

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const captured = captureIo({ cwd: place.dir, env: { LITELLM_MASTER_KEY: KEY, ...env } });
  const code = await main(['doctor', ...args], captured.io, commands, createContext);
  expect(captured.stdout() + captured.stderr()).not.toContain(KEY);
  return { code, stdout: captured.stdout(), stderr: captured.stderr() };
}

const CONFIG = `model_list:
  - model_name: hello
    litellm_params: {model: openai/x, mock_response: hello}
general_settings:
  master_key: os.environ/LITELLM_MASTER_KEY
`;

function configure(text: string): void {
  chmodSync(place.write('config.yaml', text), 0o600);
}

describe('llmgw doctor', () => {
  test('says line by line that all is well', async () => {
    configure(CONFIG);
    const { code, stdout } = await run([]);
    expect(stdout).toMatch(/^✔ program +llmgw .* on Node/m);
    expect(stdout).toMatch(/^✔ config +config\.yaml, 1 deployments$/m);
    expect(stdout).toMatch(/^✔ master-key +set$/m);
    expect(stdout).toMatch(/^- salt-key +there is no database to seal$/m);
    expect(stdout).toMatch(/\nno problems · \d checks · [\d.]+ s\n$/);
    expect(code).toBe(0);
  });

  test('each problem has its remedy, and the worst decides', async () => {
    chmodSync(place.write('config.yaml', `${CONFIG.replace(/general[^]*/, '')}odd: 1\n`), 0o644);
    const { code, stdout } = await run([], { LITELLM_MASTER_KEY: '' });
    expect(stdout).toMatch(/^! config .*1 warnings\n +help: llmgw validate-config config\.yaml$/m);
    expect(stdout).toMatch(
      /^! files +others may read config\.yaml\n +help: chmod 600 config\.yaml$/m,
    );
    expect(stdout).toMatch(/^✖ master-key +blank.*\n +help: export LITELLM_MASTER_KEY=/m);
    expect(stdout).toMatch(/3 problems \(1 critical, 2 warning\)/);
    expect(code).toBe(1);
  });

  test('only what was asked, as one document', async () => {
    configure(`${CONFIG}odd: 1\n`);
    const { code, stdout } = await run(['config', 'program', '--json']);
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({
      schema: 'llmgw.doctor/v1',
      worst: 'warning',
      checks: [{ check: 'program' }, { check: 'config', status: 'warning' }],
    });
    expect(code).toBe(2);
  });

  test('a service that is not there ends with 4, one that answers does not', async () => {
    configure(CONFIG);
    const redis = await startRedis();
    const url = `redis://127.0.0.1:${redis.port}`;
    const there = await run(['redis'], { REDIS_URL: url });
    expect(there).toMatchObject({ code: 0, stdout: expect.stringMatching(/^✔ redis .*PONG/) });
    await redis.stop();
    const gone = await run(['redis'], { REDIS_URL: url });
    expect(gone.stdout).toMatch(/^✖ redis +refused: .*\n +help: /);
    expect(gone.code).toBe(4);
    expect((await run(['redis', '--offline'], { REDIS_URL: url })).code).toBe(0);
  });

  test('a salt key that is the master key is critical', async () => {
    configure(`${CONFIG}  database_url: postgresql://a:b@127.0.0.1:1/x\n`);
    const { code, stdout } = await run(['salt-key', '--offline'], { LITELLM_SALT_KEY: KEY });
    expect(stdout).toMatch(/^✖ salt-key +the same as the master key/);
    expect(code).toBe(1);
    expect((await run(['salt-key', '--offline'])).code).toBe(2);
  });

  test('without a configuration it looks at the one that ships', async () => {
    const { stdout } = await run(['config']);
    expect(stdout).toMatch(/^· config +no config\.yaml here/);
  });

  test('lists its checks, and knows no others', async () => {
    expect((await run(['--list'])).stdout.split('\n')).toContain('master-key');
    const { code, stderr } = await run(['redsi']);
    expect([code, stderr]).toEqual([64, expect.stringMatching(/Did you mean redis/)]);
  });
});
