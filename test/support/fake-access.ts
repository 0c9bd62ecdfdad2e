import type { Access, Admission, KeyGrant, ModelUse, Settlement } from '../../src/access/access.ts';
import type { Caller } from '../../src/access/caller.ts';
import type { ApiError } from '../../src/core/api-error.ts';
import type { Billing } from '../../src/gateway/billing.ts';
import type { SpendEvent } from '../../src/spend/spend-event.ts';

export const GRANT: KeyGrant = { keyHash: 'f'.repeat(64), role: null };

/** A caller with a name in every field. */
export const CALLER: Caller = {
  keyHash: GRANT.keyHash,
  keyAlias: 'alias',
  userId: 'user',
  teamId: 'team',
  teamAlias: 'team-alias',
  organizationId: 'organization',
  projectId: 'project',
  agentId: '',
  endUserId: '',
  tags: [],
};

/** An access that notes what it is asked. */
export interface FakeAccess extends Access {
  readonly uses: ModelUse[];
  readonly settlements: Settlement[];
  /** What `admit` answers instead of letting in. */
  refusal: ApiError | null;
  /** Answers come as promises. */
  late: boolean;
}

export function fakeAccess(): FakeAccess {
  const settlements: Settlement[] = [];
  const uses: ModelUse[] = [];
  const admission: Admission = {
    caller: CALLER,
    headers: ['x-litellm-key-rpm-limit', '5'],
    settle: (settlement) => void settlements.push(settlement),
  };
  return {
    uses,
    settlements,
    refusal: null,
    late: false,
    findGrant: () => GRANT,
    admit(_grant, use) {
      uses.push(use);
      const answer = this.refusal ?? admission;
      return this.late ? Promise.resolve(answer) : answer;
    },
    resolveAlias: (_grant, model) => (model === 'my-alias' ? 'group' : model),
    visibleGroups: (_grant, groups) => groups,
    allowsRoute: () => null,
    forget() {},
  };
}

/** A billing that charges a dollar a token, and keeps the events. */
export interface FakeBilling extends Billing {
  readonly events: SpendEvent[];
}

export function fakeBilling(isFree = false): FakeBilling {
  const events: SpendEvent[] = [];
  return {
    events,
    costOf: ({ usage }) => usage.totalTokens,
    isFree: () => isFree,
    add: (event) => void events.push(event),
  };
}
