// What a skill costs a request, and what a crowd costs the database:
//   node bench/skills.mjs
// Starts a throw-away server, prints one JSON document; exit code 1 when a bar is missed.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { median, round } from './statistics.mjs';

const BARS = { hitUs: 5, queriesOfCrowd: 1 };
const ROUNDS = 9;
const HITS = 1_000_000;
const REQUESTS = 10_000;
const CROWD = 10_000;
const HELD = 2_000;
const SKILL_ID = 'litellm_skill_bench';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dir = mkdtempSync(join(tmpdir(), 'llmgw-bench-skills-'));
const parts = await loadParts();
const server = await parts.startPostgres();
try {
  const { database, store, put } = await parts.openSkillDatabase(server);
  for (let i = 0; i < HELD; i += 1) await put(`litellm_skill_${i}`);
  await put(SKILL_ID, { display_title: 'Bench' });
  const results = {
    crowd: await measureCrowd(store),
    hit: await measureHits(store),
    request: await measureRequests(store),
  };
  const isWithinBars = results.hit.us <= BARS.hitUs && results.crowd.queries <= BARS.queriesOfCrowd;
  const machine = { cpus: cpus().length, node: process.version };
  const report = { schema: 'llmgw.bench.skills/1', ...machine, bars: BARS, isWithinBars };
  process.stdout.write(`${JSON.stringify({ ...report, ...results }, null, 2)}\n`);
  process.exitCode = isWithinBars ? 0 : 1;
  await database.close();
} finally {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}

/** Many who ask at a time for what is not cached. */
async function measureCrowd(store) {
  let queries = 0;
  const counting = {
    query(statement) {
      queries += 1;
      return store.database.query(statement);
    },
  };
  const library = open({ ...store, database: counting });
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CROWD }, () => library.get(SKILL_ID)));
  return { callers: CROWD, queries, ms: round(performance.now() - startedAt) };
}

/** One look-up in a full cache, each time for another skill. */
async function measureHits(store) {
  const library = open(store);
  const ids = Array.from({ length: HELD - 1 }, (_, index) => `litellm_skill_${index}`);
  for (const id of ids) await library.get(id);
  let missed = 0;
  const samples = rounds(() => {
    for (let i = 0; i < HITS; i += 1) {
      if (library.get(ids[i % ids.length]).source !== 'fresh') missed += 1;
    }
    return HITS;
  });
  return { held: library.counters.entries, missed, us: median(await samples) };
}

/** A chat with a cached skill put into it, beside one that names none. */
async function measureRequests(store) {
  const skills = new parts.RequestSkills(open(store));
  const messages = [{ role: 'user', content: 'hello' }];
  const container = { skills: [{ type: 'custom', skill_id: SKILL_ID }] };
  const request = parts.llmRequest({ messages, container });
  const plain = parts.llmRequest({ messages });
  await skills.prepare(request);
  const named = await rounds(async () => {
    for (let i = 0; i < REQUESTS; i += 1) await skills.prepare(request);
    return REQUESTS;
  });
  let seen = 0;
  const without = await rounds(() => {
    for (let i = 0; i < HITS; i += 1) if (plain.json.container !== undefined) seen += 1;
    return HITS;
  });
  return { usWithSkill: median(named), usWithout: median(without), seen };
}

/** Microseconds for one, round by round; the first round warms up. */
async function rounds(work) {
  const samples = [];
  for (let i = 0; i <= ROUNDS; i += 1) {
    const startedAt = performance.now();
    const count = await work();
    samples.push(((performance.now() - startedAt) * 1_000) / count);
  }
  return samples.slice(1).map((us) => Math.round(us * 10_000) / 10_000);
}

function open(store) {
  const settings = { folders: [], cacheTtlMs: 3_600_000, onMissing: 'error' };
  return new parts.SkillLibrary({
    clock: parts.systemClock,
    random: Math.random,
    settings: () => settings,
    store: () => store,
  });
}

async function loadParts() {
  const outfile = join(dir, 'parts.mjs');
  const files = [
    'test/support/postgres.ts',
    'test/support/skill-database.ts',
    'test/support/gateway.ts',
    'src/skills/request-skills.ts',
    'src/skills/skill-library.ts',
    'src/core/clock.ts',
  ];
  await build({
    stdin: {
      contents: files.map((file) => `export * from './${file}';`).join('\n'),
      resolveDir: root,
      loader: 'ts',
    },
    ...{ outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20' },
    banner: {
      js: `import { createRequire } from 'node:module';const require = createRequire(import.meta.url);`,
    },
    external: ['pg-native'],
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}
