import type { Entity, Json } from './fact.ts';

/** What people call things of a kind, besides its own name. */
const ALSO: Readonly<Record<string, string>> = {
  port: 'listens on port, listening, open',
  process: 'process, program, runs, running',
  unit: 'systemd service unit',
  timer: 'systemd timer, cron, schedule',
  container: 'docker container, runs',
  image: 'docker image',
  gpu: 'graphics card, nvidia, cuda, vram',
  repo: 'git repository',
  deployment: 'model deployment, serves model',
  postgres: 'database, postgresql',
  redis: 'cache, valkey',
};
/** PostgreSQL keeps no more than a megabyte of words, and nobody reads that much. */
const MOST_CHARACTERS = 100_000;

/** The words an entity is found by. */
export function describeEntity({ kind, key, name, body }: Entity): {
  readonly title: string;
  readonly text: string;
} {
  const lines = [ALSO[kind] ?? kind, ...flatten(body)];
  return { title: `${kind} ${name} ${key}`, text: lines.join('\n').slice(0, MOST_CHARACTERS) };
}

function flatten(value: Json, path = ''): string[] {
  if (value === null) return [];
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    return value.length === 0 ? [] : [`${path}: ${value.join(' ')}`];
  }
  if (typeof value !== 'object') return [`${path}: ${String(value)}`];
  return Object.entries(value).flatMap(([key, field]) =>
    flatten(field, Array.isArray(value) ? path : `${path} ${key}`.trim()),
  );
}
