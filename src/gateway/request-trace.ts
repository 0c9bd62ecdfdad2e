import type { Usage } from '../core/llm.ts';
import type { Deployment } from './deployment.ts';
import type { AttemptRecord } from './record-usage.ts';

/** What is noted of a request while it runs; becomes its record at the end. */
export class RequestTrace {
  readonly attempts: AttemptRecord[] = [];
  retries = 0;
  maxRetries = 0;
  /** Retries that the budget did not allow. */
  retriesRefused = 0;
  fallbacks = 0;
  /** Second attempts sent out beside a slow first one. */
  hedges = 0;
  /** The group being tried. */
  group: string;
  usage: Usage | null = null;
  /** Whose answer the client has, or has a part of; null when nobody's. */
  answeredBy: Deployment | null = null;
  /** Pieces of content of a stream: about one a token. */
  heard = 0;
  /** Clock time of the first token of the answer. */
  firstTokenAt: number | null = null;
  /** Our code for a stream that broke after content went out; the status line said 200 by then. */
  brokenBy: string | null = null;
  /** `x-llmgw-skills` of the answer: which skills went into the request; null when none did. */
  skills: string | null = null;
  /** Milliseconds spent on upstreams so far. */
  upstreamMs = 0;

  constructor(group: string) {
    this.group = group;
  }
}
