import type { EntityKind } from '../../access/access.ts';
import type { Catalog } from '../../db/catalog.ts';
import type { Database, Queryable } from '../../db/database.ts';
import type { Row, TablePlace } from '../../db/queries/manage-rows.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { SecretBox } from '../../stored-models/secret-box.ts';
import type { ManagementCaller } from './caller.ts';
import { Refusal, UNSUPPORTED } from './refusal.ts';

/** What the management routes stand on. */
export interface ManagementParts {
  readonly gateway: Gateway;
  /** Asked for each call; null where the gateway runs without a database; `away` until it is back. */
  readonly store: () => ManagementStore | 'away' | null;
  /** Called when models or credentials were changed; resolves when they are in force. */
  readonly modelsChanged: () => Promise<void>;
  /** Why an entry of `model_list` could not be served, or null. */
  readonly checkModel: (entry: Readonly<Record<string, unknown>>) => string | null;
}

/** The database, what it holds at the moment, and what opens its secrets. */
export interface ManagementStore {
  readonly database: Database;
  readonly catalog: Catalog;
  /** Null without a salt key and a master key. */
  readonly secrets: SecretBox | null;
}

/** One call of a management operation. Everything in it was read and is storable. */
export interface Work extends ManagementStore {
  readonly parts: ManagementParts;
  readonly caller: ManagementCaller;
  readonly body: Row;
  readonly query: URLSearchParams;
  /** Parts of the path. */
  readonly params: readonly string[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** `litellm-changed-by`: for whom an admin acts; null: for itself. */
  readonly changedBy: string | null;
}

/** One of LiteLLM's tables by its name without the prefix; throws a `Refusal` where it is missing. */
export function tableOf({ catalog }: Pick<Work, 'catalog'>, name: string): TablePlace {
  const table = `LiteLLM_${name}`;
  if (!catalog.has(table)) throw new Refusal(UNSUPPORTED);
  return { catalog, table };
}

/** The same, or null where it is missing. */
export function tableIfThere({ catalog }: Pick<Work, 'catalog'>, name: string): TablePlace | null {
  const table = `LiteLLM_${name}`;
  return catalog.has(table) ? { catalog, table } : null;
}

/** What an operation does with a call: gives the document that answers it, or throws a `Refusal`. */
export type Operation = (work: Work) => Promise<unknown>;

/** What must be forgotten: everything that keys are joined with, the models, and skills. */
export interface Touched {
  readonly kind: EntityKind | 'model' | 'skill';
  readonly id: string;
}

/** A change under way, in its transaction. */
export interface Change {
  readonly work: Work;
  readonly tx: Queryable;
  readonly now: Date;
  /** Whom `created_by` and `updated_by` name. */
  readonly actor: string;
  /** Notes what caches must forget once the change is committed. */
  touch(kind: Touched['kind'], id: string): void;
  /** Notes what the audit log is told; never hand it a secret. */
  audit(entry: AuditEntry): void;
}

/** One line of the audit log. */
export interface AuditEntry {
  readonly action: 'created' | 'updated' | 'deleted' | 'blocked' | 'rotated';
  /** Without the prefix. */
  readonly table: string;
  readonly id: string;
  readonly before?: Row;
  readonly after?: Row;
}
