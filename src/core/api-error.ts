/** An error as an API client sees it: OpenAI's envelope plus the status line. */
export interface ApiError {
  /** HTTP status. */
  readonly status: number;
  /** OpenAI's `type`, e.g. `invalid_request_error`. */
  readonly type: string;
  /** Our stable machine code, e.g. `model_not_found`. */
  readonly code: string;
  readonly message: string;
  readonly param?: string | null;
  /** Seconds; becomes `Retry-After`. */
  readonly retryAfterS?: number;
  /** More headers of the answer: name, value, name, value. */
  readonly headers?: readonly string[];
}

/** How `code` is written: ours, or the status as text as LiteLLM does. */
export type ErrorCodeStyle = 'stable' | 'status';

/** The JSON body of an error, in OpenAI's shape. */
export function renderApiError(error: ApiError, style: ErrorCodeStyle = 'stable'): string {
  return JSON.stringify({
    error: {
      message: error.message,
      type: error.type,
      param: error.param ?? null,
      code: style === 'stable' ? error.code : String(error.status),
    },
  });
}
