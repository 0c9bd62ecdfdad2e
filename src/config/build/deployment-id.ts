import { createHash } from 'node:crypto';
import { toPlain } from '../node.ts';
import type { DeploymentDraft } from './draft.ts';
import { isSecretParam } from './secret-values.ts';

const HEADERS: ReadonlySet<string> = new Set(['extra_headers', 'headers']);

/**
 * A stable id of 32 hex digits over what a deployment is, without its secrets: a rotated key keeps
 * the id, and with it what is known about the deployment's health.
 */
export function hashDeployment({ modelName, params }: DeploymentDraft, variant: string): string {
  const visible = [...params.entries]
    .filter(([key]) => !isSecretParam(key) && !HEADERS.has(key))
    .map(([key, { value }]) => [key, toPlain(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const content = JSON.stringify([modelName, variant, visible]);
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

/** Hands out ids once each: a second taker gets `-2` behind it. */
export class IdRegister {
  readonly #taken = new Set<string>();

  has(id: string): boolean {
    return this.#taken.has(id);
  }

  claim(wanted: string): string {
    let id = wanted;
    for (let count = 2; this.#taken.has(id); count += 1) id = `${wanted}-${count}`;
    this.#taken.add(id);
    return id;
  }
}
