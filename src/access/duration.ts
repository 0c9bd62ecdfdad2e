const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  mo: 2_592_000_000,
};

/** Milliseconds of `30s`, `10m`, `1h`, `7d`, `2w` or `1mo` (30 days); null for anything else. */
export function parseDuration(text: unknown): number | null {
  if (typeof text !== 'string') return null;
  const [, count, unit = ''] = /^(\d{1,9})(s|m|h|d|w|mo)$/.exec(text.trim()) ?? [];
  const unitMs = UNIT_MS[unit];
  if (count === undefined || unitMs === undefined || Number(count) === 0) return null;
  return Number(count) * unitMs;
}

/** Milliseconds since 1970 of an ISO time; one without a zone is UTC. Null for anything else. */
export function parseUtc(text: unknown): number | null {
  if (typeof text !== 'string') return null;
  const hasZone = /(?:z|[+-]\d{2}:?\d{2})$/i.test(text);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const ms = Date.parse(hasZone || isDay ? text : `${text}Z`);
  return Number.isNaN(ms) ? null : ms;
}
