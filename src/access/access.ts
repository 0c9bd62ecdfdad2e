import type { ApiError } from '../core/api-error.ts';
import type { Caller } from './caller.ts';

/**
 * A virtual key that was found and is neither blocked, nor expired: with everything that is known of
 * its team, user, organisation, project and budgets. Opaque to the gateway.
 */
export interface KeyGrant {
  readonly keyHash: string;
  /** The role of the key's owner, where it may manage things; null: it may only call models. */
  readonly role: string | null;
}

/** A model as the client named it, and the model group it resolves to. */
export interface NamedModel {
  readonly model: string;
  readonly group: string;
}

/** What is asked of a key for one model call. */
export interface ModelUse extends NamedModel {
  /** Where the client wants the call to go when the model fails: the key must be good for these too. */
  readonly fallbacks: readonly NamedModel[];
  /** The raw path, without query. */
  readonly path: string;
  /** `user` of the body, or null. */
  readonly endUserId: string | null;
  /** Tags of the request: `x-litellm-tags`, `metadata.tags`, `tags`. */
  readonly tags: readonly string[];
  /** Neither the group nor the fallbacks cost anything: budgets are not asked. */
  readonly free: boolean;
}

/** What a call came to. */
export interface Settlement {
  readonly totalTokens: number;
  /** US dollars; 0 for a failed call. */
  readonly costUsd: number;
}

/** A call that was let in: its place is given back by `settle`, exactly once. */
export interface Admission {
  readonly caller: Caller;
  /** For the answer: `x-litellm-key-rpm-limit`, `x-ratelimit-…`; name, value, name, value. */
  readonly headers: readonly string[];
  settle(settlement: Settlement): void;
}

/** A value at once where it is cached, a promise where the database must be asked. */
export type Soon<T> = T | Promise<T>;

/** Virtual keys as the gateway sees them. */
export interface Access {
  /** The grant of a key by its hash; an error when there is none, or it may not be used. */
  findGrant(keyHash: string): Soon<KeyGrant | ApiError>;
  /** Whether the key may do that now: routes, models, budgets, rates, parallel calls. */
  admit(grant: KeyGrant, use: ModelUse): Soon<Admission | ApiError>;
  /** The model that the key, or its team, calls by this name. */
  resolveAlias(grant: KeyGrant, model: string): string;
  /** Which of these model groups the key may call, for `GET /v1/models`. */
  visibleGroups(grant: KeyGrant, groups: readonly string[]): readonly string[];
  /** Whether the key may call this path at all (`allowed_routes`). */
  allowsRoute(grant: KeyGrant, path: string): ApiError | null;
  /** What is cached of a key, team, user… is wrong from now on; without arguments: everything. */
  forget(entity?: { readonly kind: EntityKind; readonly id: string }): void;
}

/** What keys are joined with. */
export type EntityKind =
  'key' | 'team' | 'user' | 'organization' | 'project' | 'end_user' | 'budget' | 'tag';
