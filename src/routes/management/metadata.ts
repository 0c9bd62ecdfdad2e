import { readJson, type Row } from '../../db/queries/manage-rows.ts';
import { isRecord, type FieldSpecs } from './fields.ts';

/** What a body says beside `metadata` of what LiteLLM keeps inside it. */
export interface BesideMetadata {
  readonly body: Row;
  /** The same, read. */
  readonly values: Row;
  /** The row, when there is one. */
  readonly before: Row | null;
  /** The fields that belong inside. */
  readonly specs: FieldSpecs;
}

/** The `metadata` to write, when the body says something of what is inside; a null takes a field out. */
export function mergeMetadata({ body, values, before, specs }: BesideMetadata): Row {
  const beside = Object.keys(values).filter((name) => Object.hasOwn(specs, name));
  if (beside.length === 0) return {};
  const base = readJson(values['metadata'] ?? before?.['metadata']);
  const merged = new Map(Object.entries(isRecord(base) ? base : {}));
  for (const name of beside) {
    if (body[name] === null) merged.delete(name);
    else merged.set(name, values[name]);
  }
  return { metadata: Object.fromEntries(merged) };
}
