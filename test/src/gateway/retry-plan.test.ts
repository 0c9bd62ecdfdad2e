import { describe, expect, test } from '@jest/globals';
import { allowedRetries, type RetryInput } from '../../../src/gateway/retry-plan.ts';
import { routerConfig } from '../../support/config-literals.ts';
import { makeGateway } from '../../support/gateway.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';

const upstream = new ScriptedUpstream();
const deployment = makeGateway({ upstream }).deployment();
const stubborn = makeGateway({ upstream, deployments: [{ numRetries: 4 }] }).deployment();
const router = routerConfig({ numRetries: 2 });

function input(parts: Partial<RetryInput> = {}): RetryInput {
  return {
    failureClass: 'transient',
    group: 'group',
    deployment,
    usable: 2,
    requested: null,
    silent: false,
    ...parts,
  };
}

describe('whether', () => {
  test.each(['transient', 'overloaded', 'timeout', 'rate_limit', 'unknown'] as const)(
    '%s is tried again, alone or not',
    (failureClass) => {
      expect(allowedRetries(input({ failureClass }), router)).toBe(2);
      expect(allowedRetries(input({ failureClass, usable: 1 }), router)).toBe(2);
    },
  );

  test.each(['credential', 'permission', 'quota', 'model_gone', 'region'] as const)(
    '%s is tried elsewhere, but never at the same deployment',
    (failureClass) => {
      expect(allowedRetries(input({ failureClass }), router)).toBe(2);
      expect(allowedRetries(input({ failureClass, usable: 1 }), router)).toBe(0);
    },
  );

  test.each(['caller_fault', 'context_window', 'content_policy'] as const)(
    '%s is never tried again, whatever the request says',
    (failureClass) => {
      expect(allowedRetries(input({ failureClass, requested: 9 }), router)).toBe(0);
    },
  );

  test('a lone deployment that was silent is not asked again; another one is', () => {
    const silent = input({ failureClass: 'timeout', silent: true });
    expect(allowedRetries({ ...silent, usable: 1 }, router)).toBe(0);
    expect(allowedRetries(silent, router)).toBe(2);
  });
});

describe('how often', () => {
  test('the request says first, then the deployment, then the router', () => {
    expect(allowedRetries(input({ deployment: stubborn, requested: 1 }), router)).toBe(1);
    expect(allowedRetries(input({ deployment: stubborn, requested: 0 }), router)).toBe(0);
    expect(allowedRetries(input({ deployment: stubborn }), router)).toBe(4);
    expect(allowedRetries(input(), router)).toBe(2);
  });

  test('a retry policy decides alone for its class, even against the rule', () => {
    const strict = { ...router, retryPolicy: { internalServer: 0, badRequest: 1 } };
    expect(allowedRetries(input(), strict)).toBe(0);
    expect(allowedRetries(input({ failureClass: 'caller_fault' }), strict)).toBe(1);
    expect(allowedRetries(input({ failureClass: 'timeout' }), strict)).toBe(2);
  });

  test("the group's own policy takes the place of the general one", () => {
    const grouped = {
      ...router,
      retryPolicy: { internalServer: 0 },
      groupRetryPolicy: new Map([['group', { internalServer: 5 }]]),
    };
    expect(allowedRetries(input(), grouped)).toBe(5);
    expect(allowedRetries(input({ group: 'other' }), grouped)).toBe(0);
  });
});
