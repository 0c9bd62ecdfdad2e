import { expect, test } from '@jest/globals';
import type { Statement } from '../../../src/db/database.ts';
import { emptyTargets } from '../../../src/wipe/empty-targets.ts';
import { aManifest, aRequest, aTarget } from '../../support/wipe-literals.ts';

const manifest = aManifest({
  targets: [aTarget('A', 1), aTarget('B', 1)],
  views: ['V'],
  childrenFirst: ['B', 'A'],
});

test.each([
  [aRequest(), ['TRUNCATE TABLE "public"."A", "public"."B" RESTART IDENTITY RESTRICT']],
  [aRequest({ method: 'delete' }), ['DELETE FROM "public"."B"', 'DELETE FROM "public"."A"']],
  [
    aRequest({ scope: 'all' }),
    ['DROP VIEW "public"."V" RESTRICT', 'DROP TABLE "public"."A", "public"."B" RESTRICT'],
  ],
])('%j cascades nothing', async (request, expected) => {
  const said: string[] = [];
  const query = async ({ text }: Statement) => (said.push(text), { rows: [], count: 0 });
  await emptyTargets({ query }, request, manifest);
  expect(said).toEqual(expected);
});
