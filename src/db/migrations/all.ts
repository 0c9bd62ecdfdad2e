import { META_AND_AUDIT } from './0001-meta-and-audit.ts';
import type { Migration } from './migration.ts';

/** Every step of the schema `llmgw`, in order. */
export const MIGRATIONS: readonly Migration[] = [META_AND_AUDIT];
