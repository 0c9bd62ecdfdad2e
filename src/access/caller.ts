/**
 * Whom a request belongs to, as the spend tables name it. Empty texts, not nulls, where LiteLLM
 * writes them.
 */
export interface Caller {
  /** SHA-256 hex of the key; never the key. */
  readonly keyHash: string;
  readonly keyAlias: string;
  readonly userId: string;
  readonly teamId: string;
  readonly teamAlias: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly agentId: string;
  /** The `user` of the request: the customer of the caller. */
  readonly endUserId: string;
  /** Tags of the key and of the request, without doubles. */
  readonly tags: readonly string[];
}
