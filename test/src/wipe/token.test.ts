import { describe, expect, test } from '@jest/globals';
import { checkToken, isSameWipe, makeToken, TOKEN_LIFE_MS } from '../../../src/wipe/token.ts';
import { aManifest, anIdentity, aRequest, aSubject, aTarget } from '../../support/wipe-literals.ts';

const NOW = Date.UTC(2026, 10, 23);
const rows = (count: number) =>
  aSubject({ manifest: aManifest({ targets: [aTarget('LiteLLM_SpendLogs', count)] }) });

describe('a token', () => {
  test('can be read aloud, and is the same for the same wipe at the same time', () => {
    const token = makeToken(aSubject(), NOW);
    expect(token).toMatch(/^NK-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
    expect(makeToken(aSubject(), NOW)).toBe(token);
    expect(checkToken(` ${token.toLowerCase()} `, aSubject(), NOW)).toBe('valid');
  });

  test('is good for 15 minutes', () => {
    const token = makeToken(aSubject(), NOW);
    expect(checkToken(token, aSubject(), NOW + TOKEN_LIFE_MS)).toBe('valid');
    expect(checkToken(token, aSubject(), NOW + TOKEN_LIFE_MS + 10_000)).toBe('expired');
    expect(checkToken(token, aSubject(), NOW + 25 * 3_600_000)).toBe('other');
  });

  test.each([
    ['database', aSubject({ identity: anIdentity({ databaseOid: 1 }) })],
    ['cluster', aSubject({ identity: anIdentity({ systemIdentifier: '1' }) })],
    ['scope', aSubject({ request: aRequest({ scope: 'spend' }) })],
    ['method', aSubject({ request: aRequest({ method: 'delete' }) })],
    ['migrations', aSubject({ request: aRequest({ withMigrations: true }) })],
    ['schema', aSubject({ manifest: aManifest({ schema: 'other' }) })],
    [
      'table',
      aSubject({
        manifest: aManifest({ targets: [aTarget('LiteLLM_SpendLogs', 50, { oid: 7 })] }),
      }),
    ],
    ['view', aSubject({ manifest: aManifest({ views: ['MonthlyGlobalSpend'] }) })],
  ])('means nothing for another %s', (_what, other) => {
    expect(checkToken(makeToken(aSubject(), NOW), other, NOW)).toBe('other');
  });

  test.each([0, 1, 3, 9, 50, 999, 48_213, 1_000_000])(
    'of %i rows bears three times as many, never ten times',
    (count) => {
      const token = makeToken(rows(count), NOW);
      expect(checkToken(token, rows(Math.floor(count * 3)), NOW)).toBe('valid');
      expect(checkToken(token, rows(Math.max(10, count * 10)), NOW)).toBe('other');
      expect(checkToken(token, rows(count + 1), NOW)).toBe('valid');
    },
  );
});

test('the same wipe is the same database, tables and size', () => {
  expect(isSameWipe(rows(50), rows(60))).toBe(true);
  expect(isSameWipe(rows(50), rows(500))).toBe(false);
  expect(isSameWipe(aSubject(), aSubject({ identity: anIdentity({ databaseOid: 1 }) }))).toBe(
    false,
  );
});
