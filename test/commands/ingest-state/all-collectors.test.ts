import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import {
  allCollectors,
  describeCollectors,
} from '../../../commands/ingest-state/all-collectors.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';

let place: Workplace | null = null;
afterEach(async () => place?.leave());

test('every file of a collector is one of them', () => {
  const folder = fileURLToPath(new URL('../../../src/infra/collectors', import.meta.url));
  const files = readdirSync(folder).filter((name) => name !== 'findings.ts');
  const names = describeCollectors().map(({ name }) => `${name}.ts`);
  expect(names.sort()).toEqual(files.sort());
});

test('the configuration says what some of them look at', async () => {
  place = enterWorkplace({ env: { REDIS_URL: 'redis://127.0.0.1:1' } });
  place.write('config.yaml', 'model_list: []\nlitellm_settings:\n  cache: true\n');
  const collectors = allCollectors({
    options: { files: ['a.md'], repos: [], gateway: null },
    ...{ context: place.context, database: null, redactText: (text: string) => text },
  });
  expect(collectors.map(({ name }) => name)).toEqual(describeCollectors().map(({ name }) => name));
});
