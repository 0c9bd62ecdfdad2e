import { describe, expect, test } from '@jest/globals';
import {
  guardNames,
  judgeGuards,
  refusalOf,
  type GuardFacts,
  type Overrides,
} from '../../../src/wipe/guards.ts';
import { aManifest, anIdentity, aTarget } from '../../support/wipe-literals.ts';

const session = { pid: 7, application: 'litellm-proxy', user: 'llm', address: null, state: 'idle' };
const QUIET: Overrides = {
  production: null,
  allowConnected: false,
  terminateOthers: false,
  yes: false,
  backup: true,
  discardRows: null,
};
const MARKERS = [null, 'staging', 'production', 'test', 'ci', 'dev', 'development'] as const;
const THROW_AWAY: ReadonlySet<unknown> = new Set(['test', 'ci', 'dev', 'development']);

const facts = (fields: Partial<GuardFacts> = {}): GuardFacts => ({
  identity: anIdentity(),
  manifest: aManifest(),
  signs: [],
  sessions: [],
  agent: { allowed: true, consent: null },
  token: 'valid',
  canAsk: false,
  ...fields,
});
const refusing = (given: GuardFacts, overrides: Partial<Overrides> = {}): string | null =>
  judgeGuards(given, { ...QUIET, ...overrides }).find(({ verdict }) => verdict === 'fail')?.guard ??
  null;

test('they are asked in order, and the first refusal is told', () => {
  const verdicts = judgeGuards(facts({ signs: ['x'], sessions: [session] }), QUIET);
  expect(verdicts.map(({ guard }) => guard)).toEqual(guardNames());
  const refusal = refusalOf(verdicts, 'h:1/litellm');
  expect(refusal).toMatchObject({ code: 'E_REFUSED', exitCode: 6, where: 'h:1/litellm' });
  expect(refusal?.message).toMatch(/^guard production:/);
  expect(refusal?.hint).toContain('--production litellm');
  expect(refusalOf(judgeGuards(facts(), QUIET), '')).toBeNull();
});

describe.each(MARKERS)('on a database marked %s', (marker) => {
  const identity = anIdentity({ marker });
  const relaxed = THROW_AWAY.has(marker);

  test('nothing relaxes identity, standby, foreign tables, the agent and a wrong token', () => {
    const everything = {
      production: 'litellm',
      allowConnected: true,
      terminateOthers: true,
      yes: true,
    };
    const hindrance = {
      kind: 'foreign-key',
      by: 'public.app',
      on: 'LiteLLM_Config',
      name: 'fk',
    } as const;
    expect(refusing(facts({ identity: anIdentity({ marker, database: '' }) }), everything)).toBe(
      'identity',
    );
    expect(refusing(facts({ identity: anIdentity({ marker, standby: true }) }), everything)).toBe(
      'standby',
    );
    expect(
      refusing(facts({ identity, manifest: aManifest({ hindrances: [hindrance] }) }), everything),
    ).toBe('hindrance');
    expect(
      refusing(facts({ identity, agent: { allowed: false, message: 'm', hint: 'h' } }), everything),
    ).toBe('agent');
    expect(refusing(facts({ identity, token: 'expired' }), everything)).toBe('token');
    expect(refusing(facts({ identity, token: 'other' }), everything)).toBe('token');
  });

  test('signs of production want its very name', () => {
    const given = facts({ identity, signs: ['2 standbys'] });
    expect(refusing(given)).toBe(relaxed ? null : 'production');
    expect(refusing(given, { production: 'LITELLM' })).toBe(relaxed ? null : 'production');
    expect(refusing(given, { production: 'litellm' })).toBeNull();
  });

  test('other sessions want a flag', () => {
    const given = facts({ identity, sessions: [session] });
    expect(refusing(given)).toBe(relaxed ? null : 'sessions');
    expect(refusing(given, { allowConnected: true })).toBeNull();
    expect(refusing(given, { terminateOthers: true })).toBeNull();
  });

  test('--yes is enough only where it may be thrown away', () => {
    const given = facts({ identity, token: null });
    expect(refusing(given)).toBe('confirmation');
    expect(refusing(given, { yes: true })).toBe(relaxed ? null : 'confirmation');
    expect(refusing({ ...given, canAsk: true })).toBeNull();
  });

  test('no backup wants the exact number of rows, unless there are none', () => {
    const given = facts({ identity });
    const none = facts({
      identity,
      manifest: aManifest({ targets: [aTarget('LiteLLM_Config', 0)] }),
    });
    expect(refusing(given, { backup: false })).toBe('backup');
    expect(refusing(given, { backup: false, discardRows: 51 })).toBe('backup');
    expect(refusing(given, { backup: false, discardRows: 50 })).toBeNull();
    expect(refusing(none, { backup: false })).toBeNull();
    expect(refusing(none, { backup: false, discardRows: 0 })).toBeNull();
    expect(refusing(none, { backup: false, discardRows: 9 })).toBe('backup');
  });
});

test('what overrides is named', () => {
  const verdicts = judgeGuards(
    facts({ signs: ['x'], sessions: [session], agent: { allowed: true, consent: 'yes, do it' } }),
    { ...QUIET, production: 'litellm', allowConnected: true },
  );
  expect(
    verdicts.filter(({ verdict }) => verdict === 'override').map(({ guard, by }) => [guard, by]),
  ).toEqual([
    ['production', '--production'],
    ['sessions', '--allow-connected'],
    ['agent', 'LLMGW_USER_CONSENT'],
  ]);
});
