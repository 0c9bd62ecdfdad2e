import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CommandContext } from '../../commands/context.ts';
import { databaseTask, liveTasks } from '../../commands/live-tasks.ts';
import { Secret } from '../../src/core/secret.ts';
import type { GlobalOptions } from '../../src/cli/global-options.ts';
import { gatewayConfig } from '../support/config-literals.ts';
import { captureIo } from '../support/io.ts';
import { createLitellmDatabase } from '../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { findFreePort } from '../support/server-process.ts';

const OPTIONS: GlobalOptions = {
  config: null,
  envFiles: [],
  color: 'never',
  quiet: false,
  verbosity: 0,
  json: false,
};
let context: CommandContext;

beforeEach(() => {
  context = new CommandContext(captureIo().io, OPTIONS);
});
afterEach(async () => context.close());

describe('liveTasks', () => {
  test('one for each host and port, none for what is only played', () => {
    const config = gatewayConfig({
      deployments: [
        { apiBase: 'https://a.example/v1' },
        { apiBase: 'https://a.example/other' },
        { apiBase: 'http://[::1]:8000' },
        { apiBase: 'https://b.example', mockResponse: 'hello' },
        { apiBase: null },
      ],
    });
    expect(liveTasks(context, config).map(({ target }) => target)).toEqual([
      'https://a.example:443',
      'http://[::1]:8000',
    ]);
  });

  test('names services without their passwords', () => {
    const redis = {
      url: new Secret('redis://:hidden@r:6379/1'),
      host: null,
      port: 0,
      username: null,
    };
    const config = gatewayConfig({
      deployments: [],
      general: {
        redis: { ...redis, password: null, tls: false },
        databaseUrl: new Secret('postgresql://user:hidden@db/gateway'),
      },
    });
    const targets = liveTasks(context, config).map(({ check, target }) => `${check} ${target}`);
    expect(targets).toEqual([expect.stringMatching(/^redis r:6379/), 'postgres db:5432/gateway']);
  });
});

describe('databaseTask', () => {
  let server: TestPostgres;
  beforeEach(async () => {
    server = await startPostgres({ password: 'a-password-of-a-test' });
  }, 60_000);
  afterEach(async () => server.stop());

  test('says what it is, and what its user lacks', async () => {
    const url = new URL(await createLitellmDatabase(server));
    expect(await databaseTask(context, new Secret(url.href)).ask(5_000)).toEqual({
      status: 'ok',
      detail: expect.stringMatching(/^\d+.*, 57 tables of LiteLLM, as superuser$/),
    });
    url.username = 'tester';
    url.password = 'a-password-of-a-test';
    const limited = await databaseTask(context, new Secret(url.href)).ask(5_000);
    expect(limited.hint).toMatch(/may not read and write 57 .* GRANT SELECT/);
  });

  test('a wrong password is `auth`, nobody there is `refused`', async () => {
    const wrong = server.url.replace('postgres@', 'tester:wrong@');
    expect((await databaseTask(context, new Secret(wrong)).ask(5_000)).status).toBe('auth');
    const nobody = `postgresql://a:b@127.0.0.1:${await findFreePort()}/x`;
    expect((await databaseTask(context, new Secret(nobody)).ask(10_000)).status).toBe('refused');
  });

  test('an address that cannot be read is an answer too', async () => {
    const outcome = await databaseTask(context, new Secret('no-url')).ask(1_000);
    expect(outcome.status).toBe('protocol');
  });
});
