import { describe, expect, test } from '@jest/globals';
import { holdPermit, permitAnyway, type HeldPermit } from '../../../src/gateway/held-permit.ts';
import { HeldPermit as Held } from '../../../src/gateway/held-permit.ts';
import type { CallEnding } from '../../../src/resilience/outcome.ts';
import { turns } from '../../support/http-server.ts';
import { llmRequest, makeGateway, type TestGateway } from '../../support/gateway.ts';

const LEFT: CallEnding = { kind: 'client_left', waitedMs: 5, stream: true, slowMs: 30_000 };

function failure(afterFirstToken = false): CallEnding {
  return {
    kind: 'failed',
    failureClass: 'transient',
    origin: 'upstream',
    silent: false,
    staleSocket: false,
    waitedMs: 5,
    limitMs: 1_000,
    slowMs: 30_000,
    stream: true,
    afterFirstToken,
    httpStatus: 500,
    retryAfterMs: null,
    reason: 'server_error',
    upstreamRequestId: null,
  };
}

class Trial {
  readonly running: TestGateway = makeGateway({ deployments: [{ maxParallelRequests: 1 }] });
  readonly request = llmRequest({ stream: true });

  get #candidate() {
    const deployment = this.running.deployment();
    return { deployment, model: 'upstream-model' };
  }

  hold(): HeldPermit | null {
    return holdPermit(this.#candidate, this.request, this.running.clock.now());
  }

  taken(): HeldPermit {
    const permit = this.hold();
    if (permit === null) throw new Error('refused');
    return permit;
  }

  anyway(): HeldPermit {
    return permitAnyway(this.#candidate, this.request, { hasPlace: false });
  }

  /** The permit of a probe: the breaker has been open, and its time is over. */
  async probing(): Promise<HeldPermit> {
    const breaker = this.running.deployment().breaker('chat');
    await this.running.gateway.breakers.trip(this.running.deployment().id, 1_000, 'test');
    this.running.clock.advance(1_000);
    const probe = await breaker.acquireProbe(this.running.clock.now(), 'stream', 10_000);
    if (probe === null) throw new Error('no probe');
    this.running.deployment().state.queue.tryEnter();
    return new Held({ candidate: this.#candidate, breaker, kind: 'stream', permit: null, probe });
  }

  get window() {
    return this.running.deployment().breaker('chat').snapshot(this.running.clock.now()).window;
  }

  get state() {
    return this.running.deployment().breaker('chat').state;
  }
}

describe('a permit', () => {
  test('takes a place among the parallel calls, and gives it back once', () => {
    const trial = new Trial();
    const permit = trial.taken();
    expect(trial.hold()).toBeNull();
    permit.completed(0, 1);
    permit.completed(0, 1);
    permit.failed(0, failure());
    permit.cancelled(0);
    expect(trial.running.deployment().state.queue.running).toBe(0);
    expect(trial.window).toMatchObject({ successes: 1, failures: 0, inFlight: 0 });
  });

  test('of a probe says when everybody knows what it found; another has nothing to say', async () => {
    const trial = new Trial();
    const probe = await trial.probing();
    expect(probe.settled).toBeNull();
    probe.failed(0, failure());
    expect(await probe.settled).toBe('applied');
    expect(trial.state).toBe('OPEN');
    const call = trial.anyway();
    call.failed(0, failure());
    expect(call.settled).toBeNull();
  });

  test('a call that fails before its first token is a failure', () => {
    const trial = new Trial();
    trial.taken().failed(0, failure());
    expect(trial.window).toMatchObject({ successes: 0, failures: 1, streamsBroken: 0 });
  });

  test('a stream that fails after its first token was a success that broke', () => {
    const trial = new Trial();
    const permit = trial.taken();
    permit.started(0, 10);
    permit.failed(0, failure(true));
    expect(trial.window).toMatchObject({
      successes: 1,
      failures: 0,
      streamsStarted: 1,
      streamsBroken: 1,
    });
  });

  test.each([
    ['the client left', LEFT],
    ['we ended it', { kind: 'cancelled' }],
  ] as const)('%s: nothing is counted', (_why, ending) => {
    const trial = new Trial();
    trial.taken().failed(0, ending);
    expect(trial.window).toMatchObject({ successes: 0, failures: 0, inFlight: 0 });
  });

  test('that asked nobody holds nothing and teaches nothing', () => {
    const trial = new Trial();
    const permit = trial.anyway();
    permit.started(0, 1);
    permit.failed(0, failure(true));
    expect(trial.window).toMatchObject({ successes: 0, failures: 0, streamsStarted: 0 });
    expect(trial.running.deployment().state.queue.running).toBe(0);
  });
});

describe('a probe', () => {
  test('closes the breaker with its first token', async () => {
    const trial = new Trial();
    const permit = await trial.probing();
    permit.started(trial.running.clock.now(), 10);
    await turns(1);
    expect(trial.state).toBe('CLOSED');
    permit.failed(trial.running.clock.now(), failure(true));
    await turns(1);
    expect(trial.state).toBe('CLOSED');
  });

  test('that fails opens it again', async () => {
    const trial = new Trial();
    const permit = await trial.probing();
    expect(trial.state).toBe('HALF_OPEN');
    permit.failed(trial.running.clock.now(), failure());
    await turns(1);
    expect(trial.state).toBe('OPEN');
  });

  test('whose client leaves decides nothing, and the next call may probe', async () => {
    const trial = new Trial();
    const permit = await trial.probing();
    permit.failed(trial.running.clock.now(), LEFT);
    await turns(1);
    expect(trial.state).toBe('HALF_OPEN');
    const breaker = trial.running.deployment().breaker('chat');
    expect(await breaker.acquireProbe(trial.running.clock.now(), 'stream', 1_000)).not.toBeNull();
  });
});
