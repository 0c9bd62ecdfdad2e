import type { FailureClass } from '../../src/resilience/failure-class.ts';
import type { LoadSwitches } from '../read-gateway-config.ts';

/** What `llmgw explain-route` was asked. */
export interface ExplainOptions extends LoadSwitches {
  /** null: the one that the request names. */
  readonly model: string | null;
  /** A file with the body of a request, `-` for stdin; null: a small one is made up. */
  readonly request: string | null;
  /** A running gateway; null: the configuration, with nothing wrong anywhere. */
  readonly url: URL | null;
  readonly assume: FailureClass;
  /** For the gateway's answer. */
  readonly timeoutMs: number;
}
