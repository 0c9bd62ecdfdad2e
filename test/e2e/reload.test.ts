import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startFakeUpstream, type FakeUpstream } from '../support/fake-upstream.ts';
import { SIXTY_WORDS } from '../support/upstream/answer.ts';
import { Gate } from '../support/upstream/gate.ts';
import { gated } from '../support/upstream/stream-behaviours.ts';
import { chatCall, openaiAt, serve, type Served } from './served.ts';

// The configuration changes in every way files change, with requests on the wire all the time.

let first: FakeUpstream;
let second: FakeUpstream;
let gateway: Served;

beforeAll(async () => {
  [first, second] = await Promise.all([startFakeUpstream(), startFakeUpstream()]);
  gateway = await serve(config(first, []), {
    files: { 'more.yaml': models(first, ['included']), '.env': 'PROVIDER_KEY=key-of-monday\n' },
  });
}, 60_000);

afterAll(async () => {
  await gateway.stop();
  await Promise.all([first.close(), second.close()]);
});

function models({ origin }: FakeUpstream, names: readonly string[]): object {
  return {
    model_list: names.map((name) => ({
      model_name: name,
      litellm_params: openaiAt(origin, name === 'leaving' ? 'slow' : 'fake-model', {
        api_key: 'os.environ/PROVIDER_KEY',
      }),
    })),
  };
}

function config(upstream: FakeUpstream, names: readonly string[]): object {
  return { include: ['more.yaml'], ...models(upstream, ['steady', ...names]) };
}

async function listed(): Promise<string[]> {
  const { data } = (await (await gateway.get('/v1/models')).json()) as { data: { id: string }[] };
  return data.map(({ id }) => id).sort();
}

/** Asks again and again: what a deployment script would do. */
async function untilListed(...names: readonly string[]): Promise<void> {
  const wanted = [...names].sort().join();
  while ((await listed()).join() !== wanted) await new Promise((resolve) => setImmediate(resolve));
}

interface Load {
  /** Ends all loops; resolves with how many requests were answered and what went wrong. */
  stop(): Promise<{ answered: number; failures: unknown[] }>;
}

/** So many loops of requests, one after the other in each; every second one streams. */
function startLoad(loops: number): Load {
  const failures: unknown[] = [];
  const stopping = new AbortController();
  let answered = 0;
  const loop = async (stream: boolean): Promise<void> => {
    while (!stopping.signal.aborted) {
      const fault = await oneRequest(stream);
      if (fault === null) answered += 1;
      else failures.push(fault);
    }
  };
  const running = Array.from({ length: loops }, async (_, index) => loop(index % 2 === 0));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
      return { answered, failures };
    },
  };
}

async function oneRequest(stream: boolean): Promise<unknown> {
  try {
    const response = await gateway.post('/v1/chat/completions', chatCall('steady', { stream }));
    const text = await response.text();
    const complete = stream ? text.endsWith('data: [DONE]\n\n') : text.includes(SIXTY_WORDS);
    return response.status === 200 && complete ? null : { status: response.status, text };
  } catch (thrown) {
    return thrown;
  }
}

describe('under load', () => {
  let load: Load;

  beforeAll(() => {
    load = startLoad(20);
  });

  afterAll(async () => void (await load.stop()));

  async function statusOf(model: string): Promise<number> {
    return (await gateway.post('/v1/chat/completions', chatCall(model))).status;
  }

  test('SIGHUP takes in a new model', async () => {
    gateway.folder.write('config.yaml', config(second, ['by-signal']));
    gateway.cli.signal('SIGHUP');
    await untilListed('steady', 'included', 'by-signal');
    expect(await statusOf('by-signal')).toBe(200);
  });

  test.each(['write', 'replace'] as const)(
    'so does a %s of the file, time after time',
    async (how) => {
      for (const [index, upstream] of [first, second].entries()) {
        gateway.folder[how]('config.yaml', config(upstream, [`${how}-${index}`]));
        await untilListed('steady', 'included', `${how}-${index}`);
      }
      const response = await gateway.post('/v1/chat/completions', chatCall(`${how}-1`));
      expect(response.status).toBe(200);
    },
  );

  test('so does a change of an included file', async () => {
    gateway.folder.replace('more.yaml', models(second, ['included', 'included-later']));
    await untilListed('steady', 'included', 'included-later', 'replace-1');
    expect(await statusOf('included-later')).toBe(200);
  });

  test('so does a key that rotates in the env file', async () => {
    const isUsed = (key: string): boolean =>
      second.log.at(-1)?.headers.authorization === `Bearer ${key}`;
    expect(isUsed('key-of-monday')).toBe(true);
    gateway.folder.replace('.env', 'PROVIDER_KEY=key-of-tuesday\n');
    while (!isUsed('key-of-tuesday')) expect(await statusOf('included')).toBe(200);
  });

  test('many signals at once do no harm', async () => {
    gateway.folder.write('config.yaml', config(first, ['after-many']));
    for (let i = 0; i < 20; i += 1) gateway.cli.signal('SIGHUP');
    await untilListed('steady', 'included', 'included-later', 'after-many');
    expect(await statusOf('after-many')).toBe(200);
  });

  test('a removed model is gone, and its stream under way goes on to the end', async () => {
    const gate = new Gate();
    first.setBehaviour('slow', gated(gate));
    gateway.folder.write('config.yaml', config(first, ['leaving']));
    await untilListed('steady', 'included', 'included-later', 'leaving');
    gate.release(3);
    const call = chatCall('leaving', { stream: true });
    const response = await gateway.post('/v1/chat/completions', call);
    gateway.folder.replace('config.yaml', config(second, []));
    await untilListed('steady', 'included', 'included-later');
    const refused = await gateway.post('/v1/chat/completions', call);
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('leaving');
    gate.open();
    expect(await response.text()).toMatch(/data: \[DONE\]\n\n$/);
  });

  test.each([
    ['broken YAML', 'model_list: [unclosed\n', /config\.yaml:\d+:\d+[^]*reload refused/],
    [
      'a deployment without a model',
      'model_list:\n  - model_name: new\n    litellm_params: {api_key: x}\n',
      /LGW030[^]*config\.yaml:\d+:\d+[^]*reload refused/,
    ],
    ['an empty file', '', /LGW013[^]*reload refused/],
  ])('%s is refused whole', async (_what, text, said) => {
    const from = gateway.cli.output().length;
    gateway.folder.replace('config.yaml', text);
    await gateway.cli.until(new RegExp(`^[^]{${from},}reload refused`));
    expect(gateway.cli.output().slice(from)).toMatch(said);
    expect(await listed()).toEqual(['included', 'included-later', 'steady']);
    gateway.folder.replace('config.yaml', config(second, [`mended-${from}`]));
    await untilListed('steady', 'included', 'included-later', `mended-${from}`);
    gateway.folder.replace('config.yaml', config(second, []));
    await untilListed('steady', 'included', 'included-later');
  });

  test('a file that is missing for a moment is refused, and read when it is back', async () => {
    const { folder, cli } = gateway;
    rmSync(join(folder.path, 'config.yaml'));
    cli.signal('SIGHUP');
    await cli.until(/LGW010/);
    expect(await listed()).toEqual(['included', 'included-later', 'steady']);
    folder.write('config.yaml', config(first, ['back']));
    await untilListed('steady', 'included', 'included-later', 'back');
  });

  test('not one request was lost', async () => {
    const { answered, failures } = await load.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(100);
    expect(first.log.length).toBeGreaterThan(20);
    expect(second.log.length).toBeGreaterThan(20);
  });
});

describe('the master key', () => {
  test('changes with the file, and never goes away', async () => {
    const withKey = (key: string): object => ({
      ...config(first, []),
      general_settings: { master_key: key },
    });
    gateway.folder.replace('config.yaml', withKey('sk-e2e-another-key-98765'));
    const ask = async (key: string): Promise<number> => {
      const headers = { authorization: `Bearer ${key}` };
      return (await gateway.get('/v1/models', { headers })).status;
    };
    while ((await ask('sk-e2e-another-key-98765')) !== 200) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await gateway.get('/v1/models')).status).toBe(401);
    gateway.folder.replace('config.yaml', withKey('sk-1234'));
    await gateway.cli.until(/E_MASTER_KEY/);
    expect(await ask('sk-1234')).toBe(401);
    expect(await ask('sk-e2e-another-key-98765')).toBe(200);
  });
});
