import type { Clock } from '../../core/clock.ts';
import { LlmgwError } from '../../core/errors.ts';
import type { Secret } from '../../core/secret.ts';
// Placeholder of the lead until the real one is written: overwrite this file.
export interface EmbeddedPostgres {
  readonly url: Secret;
  readonly where: string;
  readonly started: 'created' | 'started' | 'joined';
  release(): Promise<void>;
}
export async function startEmbedded(_options: {
  folder: string;
  clock: Clock;
}): Promise<EmbeddedPostgres> {
  throw new LlmgwError('E_CONFIG', 'not yet');
}
