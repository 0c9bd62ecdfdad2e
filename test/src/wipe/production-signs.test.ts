import { expect, test } from '@jest/globals';
import { findProductionSigns, totalOf } from '../../../src/wipe/production-signs.ts';
import { aManifest, anIdentity, aTarget, someEvidence } from '../../support/wipe-literals.ts';

const session = { pid: 1, application: 'a', user: 'u', address: '10.0.0.1', state: 'idle' };

test('a quiet database has none', () => {
  expect(findProductionSigns(someEvidence())).toEqual([]);
});

test.each([
  [{ identity: anIdentity({ marker: 'prod' }) }, 'marked prod'],
  [{ identity: anIdentity({ database: 'litellm_prod' }) }, 'name is litellm_prod'],
  [{ identity: anIdentity({ database: 'main' }) }, 'name is main'],
  [{ identity: anIdentity({ host: 'db.live.example' }) }, 'host is'],
  [{ identity: anIdentity({ host: 'x.eu-west-1.rds.amazonaws.com' }) }, 'managed service'],
  [{ identity: anIdentity({ host: 'aws-0.pooler.supabase.com' }) }, 'managed service'],
  [{ surroundings: { slots: 1, standbys: 0, publications: [] } }, 'replication slots'],
  [{ surroundings: { slots: 0, standbys: 2, publications: [] } }, '2 standbys'],
  [{ surroundings: { slots: 0, standbys: 0, publications: ['p'] } }, 'published: p'],
  [{ sessions: [session] }, '1 other sessions'],
  [{ sessions: [session, { ...session, address: '10.0.0.2' }] }, 'from 2 addresses'],
  [{ recentSpend: true }, 'billed within 24 hours'],
  [{ written: true }, 'written now'],
  [{ manifest: aManifest({ targets: [aTarget('a', 1, { bytes: 2e9 })] }) }, 'more than 1 GB'],
  [
    { manifest: aManifest({ targets: [aTarget('a', 60_000), aTarget('b', 60_000)] }) },
    '100,000 rows',
  ],
])('%j is one', (fields, text) => {
  expect(findProductionSigns(someEvidence(fields)).join('\n')).toContain(text);
});

test.each(['product_test', 'domain', 'alive', 'litellm'])(
  '%s is a name like any other',
  (database) => {
    expect(findProductionSigns(someEvidence({ identity: anIdentity({ database }) }))).toEqual([]);
  },
);

test('totals add up', () => {
  const manifest = aManifest({ targets: [aTarget('a', 2), aTarget('b', 3)] });
  expect([totalOf(manifest, 'rows'), totalOf(manifest, 'bytes')]).toEqual([5, 16_384]);
});
