import type { ApiError } from '../core/api-error.ts';
import type { LlmRequest } from '../core/llm.ts';

/** Puts skills into requests that name them in `container`. `header`: `x-llmgw-skills` of the answer. */
export interface SkillInjector {
  /** For a checked request; gives the same one where none of the skills is the gateway's. */
  prepare(
    request: LlmRequest,
  ): Promise<{ readonly request: LlmRequest; readonly header: string | null } | ApiError>;
  /** For the bytes of a call of Anthropic's Messages API that is passed through. */
  prepareMessages(
    body: Buffer,
  ): Promise<{ readonly body: Buffer; readonly header: string | null } | ApiError>;
  /** A stored skill was changed or deleted. */
  forget(id: string): void;
  /** Any of them may have been. */
  forgetAll(): void;
  /** Changes may have been missed. */
  expire(): void;
}
