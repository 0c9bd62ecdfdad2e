import { wrongField } from './refusal.ts';

/** A page of a list. */
export interface Page {
  /** From 1 on. */
  readonly number: number;
  readonly size: number;
  readonly offset: number;
}

/** Reads `?page=` and the size under its name. Throws a `Refusal`. */
export function readPage(
  query: URLSearchParams,
  {
    sizeName,
    size,
    most,
  }: { readonly sizeName: string; readonly size: number; readonly most: number },
): Page {
  const number = readCount(query, 'page', { fallback: 1, most: 1_000_000 });
  const chosen = readCount(query, sizeName, { fallback: size, most });
  return { number, size: chosen, offset: (number - 1) * chosen };
}

/** How many pages that many rows fill. */
export function pagesOf(total: number, { size }: Page): number {
  return Math.ceil(total / size);
}

/** Reads a whole number from 1 on. Throws a `Refusal`. */
export function readCount(
  query: URLSearchParams,
  name: string,
  { fallback, most }: { readonly fallback: number; readonly most: number },
): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most) throw wrongField(name, `must be a whole number from 1 to ${most}`);
  return count;
}

/** Reads `?sort_by=`, which must be one of `columns`, and `?sort_order=`. Throws a `Refusal`. */
export function readOrder(
  query: URLSearchParams,
  columns: readonly string[],
  key: string,
): readonly { readonly column: string; readonly descending: boolean }[] {
  const column = query.get('sort_by') ?? 'created_at';
  if (!columns.includes(column)) {
    throw wrongField('sort_by', `must be one of ${columns.join(', ')}`);
  }
  const direction = query.get('sort_order') ?? 'desc';
  if (direction !== 'asc' && direction !== 'desc') {
    throw wrongField('sort_order', 'must be asc or desc');
  }
  return [
    { column, descending: direction === 'desc' },
    { column: key, descending: false },
  ];
}
