import type { Rule } from '../rule.ts';
import { cacheOfPromptsShared } from '../rules/cache-of-prompts-shared.ts';
import { callbacksWithoutRedaction } from '../rules/callbacks-without-redaction.ts';
import { forwardClientHeaders } from '../rules/forward-client-headers.ts';
import { guardrailLogsRawHeaders } from '../rules/guardrail-logs-raw-headers.ts';
import { keyInfoInCallbacks } from '../rules/key-info-in-callbacks.ts';
import { noLogRetention } from '../rules/no-log-retention.ts';
import { promptsInSpendLogs } from '../rules/prompts-in-spend-logs.ts';
import { verbosePromptLogging } from '../rules/verbose-prompt-logging.ts';

/** LGW4xx. */
export const logRules: readonly Rule[] = [
  verbosePromptLogging,
  promptsInSpendLogs,
  callbacksWithoutRedaction,
  keyInfoInCallbacks,
  noLogRetention,
  forwardClientHeaders,
  guardrailLogsRawHeaders,
  cacheOfPromptsShared,
];
