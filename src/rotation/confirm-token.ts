import { createHash } from 'node:crypto';
import type { RotationPlan } from './types.ts';

/** Without letters and digits that are mistaken for one another. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const HALF = 4;

/** `RE-7Q2F-9XKD`: stands for this database, these keys and this amount of work. */
export function makeConfirmToken(
  plan: Pick<RotationPlan, 'database' | 'registryHash' | 'kids' | 'columns'>,
): string {
  const { database, registryHash, kids, columns } = plan;
  const work = columns.map(({ table, column, old }) => [table, column, old]);
  const { systemIdentifier, name, host, schema } = database;
  const subject = JSON.stringify([systemIdentifier, name, host, schema, registryHash, kids, work]);
  const bytes = createHash('sha256').update(subject).digest();
  const letters = [...bytes.subarray(0, 2 * HALF)].map((byte) => ALPHABET[byte % ALPHABET.length]);
  return `RE-${letters.slice(0, HALF).join('')}-${letters.slice(HALF).join('')}`;
}
