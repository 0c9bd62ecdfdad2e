import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openSkills } from '../../../commands/serve/skills.ts';
import { MetricsRegistry } from '../../../src/telemetry/metrics.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { captureLogger, type CapturedLogger } from '../../support/captured-logger.ts';
import { llmRequest, makeGateway } from '../../support/gateway.ts';
import { skillMd } from '../../support/zip.ts';

let place: Workplace;
let log: CapturedLogger;
beforeEach(async () => {
  place = enterWorkplace();
  log = await captureLogger();
});
afterEach(async () => place.leave());

async function open(store: 'away' | null) {
  const skills = { folders: [place.dir], cacheTtlMs: 1_000, onMissing: 'error' as const };
  const { gateway } = makeGateway({ llmgw: { skills } });
  const registry = new MetricsRegistry();
  const { context } = place;
  const backend = { store };
  await openSkills({ context, gateway, backend, registry, logger: log.logger });
  const prepare = (id: string) =>
    gateway.skills?.prepare(llmRequest({ container: { skills: [{ skill_id: id }] } }));
  return { registry, prepare };
}

test('folders and the database are asked; what is wrong with folders is said at the start', async () => {
  place.write('csv/SKILL.md', skillMd('csv'));
  place.write('bad/SKILL.md', 'none');
  const { registry, prepare } = await open(null);
  expect(await prepare('csv')).toMatchObject({ header: 'csv(source=fresh)' });
  expect(await prepare('litellm_skill_1')).toMatchObject({ status: 404 });
  expect(registry.render()).toContain('llmgw_skill_cache_entries 1');
  expect(registry.render()).toContain('llmgw_skill_cache_stale_hits 0');
  expect(log.text()).toContain('bad/SKILL.md:1: must begin');
});

test('a database that is away is said once', async () => {
  const { prepare } = await open('away');
  expect(await prepare('litellm_skill_1')).toMatchObject({ status: 503 });
  expect(await prepare('litellm_skill_2')).toMatchObject({ status: 503 });
  expect(log.text().match(/a skill cannot be loaded/g)).toHaveLength(1);
});
