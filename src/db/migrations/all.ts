import { META_AND_AUDIT } from './0001-meta-and-audit.ts';
import { INFRA } from './0002-infra.ts';
import type { Migration } from './migration.ts';

/** Every step of the schema `llmgw`, in order. */
export const MIGRATIONS: readonly Migration[] = [META_AND_AUDIT, INFRA];
