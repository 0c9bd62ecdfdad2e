import { describe, expect, test } from '@jest/globals';
import { Adoption } from '../../../../src/resilience/breaker/adoption.ts';
import { Announcer } from '../../../../src/resilience/breaker/announcer.ts';
import { Circuit } from '../../../../src/resilience/breaker/circuit.ts';
import type { BreakerEvent } from '../../../../src/resilience/breaker/events.ts';
import { DEFAULT_BREAKER_SETTINGS } from '../../../../src/resilience/breaker/settings.ts';
import { StoreLink } from '../../../../src/resilience/breaker/store-link.ts';
import type { SharedState, Verdicted } from '../../../../src/resilience/breaker/store.ts';
import { KEY, failureOf, settled, sharedState } from '../../../support/breaker-rig.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

function linkWith() {
  const clock = new VirtualClock();
  const events: BreakerEvent[] = [];
  const announcer = new Announcer(KEY, (event) => void events.push(event));
  const circuit = new Circuit(DEFAULT_BREAKER_SETTINGS, announcer, 0);
  const link = new StoreLink({ clock, announcer, adoption: new Adoption(circuit) });
  const told = () =>
    events.map((event) => (event.kind === 'transition' ? event.scope : event.kind));
  return { clock, circuit, link, events, told };
}

function later(): { promise: Promise<Verdicted>; answer: (reply: Verdicted) => void } {
  let answer: (reply: Verdicted) => void = () => {};
  const promise = new Promise<Verdicted>((resolve) => (answer = resolve));
  return { promise, answer };
}

const OPEN = sharedState({ version: 5, epoch: 5, state: 'OPEN', remainingMs: 1_000, attempt: 1 });
const CLOSED = sharedState({ version: 6, epoch: 6, attempt: 1, closedForMs: 0 });

describe('a line to the store', () => {
  test('takes over what it is told while it waits for nothing', () => {
    const { link, circuit, told } = linkWith();
    link.hear(OPEN, 0);
    expect([circuit.state, told()]).toEqual(['OPEN', ['shared']]);
  });

  test('takes its own decision over as its own, with the failure that made it', async () => {
    const { link, circuit, events } = linkWith();
    const reply = await link.ask(() => Promise.resolve({ ok: true, shared: OPEN }), failureOf());
    expect(reply?.ok).toBe(true);
    expect(circuit.state).toBe('OPEN');
    expect(events).toMatchObject([{ scope: 'local', failure: failureOf() }]);
  });

  test('takes a refusal over as what somebody else decided', async () => {
    const { link, told } = linkWith();
    await link.ask(() => Promise.resolve({ ok: false, shared: OPEN }));
    expect(told()).toEqual(['shared']);
  });

  test('lets news wait for the answer of its own command', async () => {
    const { link, circuit, told } = linkWith();
    const { promise, answer } = later();
    const asked = link.ask(() => promise);
    link.hear(OPEN, 0);
    link.hear(CLOSED, 0);
    link.hear(OPEN, 0);
    expect(circuit.state).toBe('CLOSED');
    answer({ ok: true, shared: OPEN });
    await asked;
    expect([circuit.state, circuit.epoch, told()]).toEqual(['CLOSED', 6, ['local', 'shared']]);
  });

  test('lets news wait for the last of its commands', async () => {
    const { link, circuit } = linkWith();
    const [first, second] = [later(), later()];
    const asked = [link.ask(() => first.promise), link.ask(() => second.promise)];
    link.hear(OPEN, 0);
    first.answer({ ok: false, shared: sharedState() });
    await asked[0];
    expect(circuit.state).toBe('CLOSED');
    second.answer({ ok: false, shared: sharedState() });
    await asked[1];
    expect(circuit.state).toBe('OPEN');
  });

  test('counts the time that news waited', async () => {
    const { link, circuit, clock } = linkWith();
    const { promise, answer } = later();
    const asked = link.ask(() => promise);
    link.hear(OPEN, 0);
    clock.advance(400);
    answer({ ok: false, shared: sharedState() });
    await asked;
    expect(circuit.probeInMs(clock.now())).toBe(600);
  });

  test('goes on without a store, and says so once', async () => {
    const { link, events } = linkWith();
    const fail = () => Promise.reject(new TypeError('redis://:secret@host is down'));
    expect(await link.ask(fail)).toBeNull();
    expect(await link.tell(fail)).toBe(false);
    expect(events).toMatchObject([{ kind: 'store_degraded', reason: 'TypeError' }]);
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(await link.tell(() => Promise.resolve(sharedState()))).toBe(true);
    await link.tell(() => Promise.resolve(sharedState()));
    expect(events).toMatchObject([{}, { kind: 'store_recovered', reason: 'answers again' }]);
  });

  test('survives a store that throws, and whatever it throws', async () => {
    const { link, events } = linkWith();
    const send = () => {
      // eslint-disable-next-line no-throw-literal
      throw 'no error';
    };
    expect(await link.ask(send)).toBeNull();
    expect(events).toMatchObject([{ kind: 'store_degraded', reason: 'unknown' }]);
  });

  test('hears what waited also when its command failed', async () => {
    const { link, circuit } = linkWith();
    const asked = link.ask(() => Promise.reject(new Error('down')));
    link.hear(OPEN, 0);
    await asked;
    expect(circuit.state).toBe('OPEN');
  });

  test('takes the answer of what is always obeyed over as its own', async () => {
    const { link, told } = linkWith();
    await link.tell((): Promise<SharedState> => Promise.resolve(OPEN));
    await settled();
    expect(told()).toEqual(['local']);
  });
});
