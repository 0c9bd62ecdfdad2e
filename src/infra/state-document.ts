import { compareUnits } from './canonical.ts';
import type { Collected, Entity, Json, Snapshot } from './fact.ts';

/** A snapshot as a document: in a fixed order and without what changes by itself, for a git repository. */
export function stateDocument({ host, collectors }: Snapshot): Json {
  return {
    schema: 'llmgw.state/v1',
    host,
    collectors: Object.fromEntries(collectors.map(({ collector, status }) => [collector, status])),
    entities: sortedEntities(collectors).map(({ kind, key, name, body }) => ({
      ...{ kind, key, name },
      body,
    })),
    relations: collectors
      .flatMap(({ relations }) => relations)
      .map(({ from, rel, to }) => `${from.kind} ${from.key} ${rel} ${to.kind} ${to.key}`)
      .sort(compareUnits),
  };
}

/** The same for people: a line for each collector, then a section for each kind. */
export function stateMarkdown(snapshot: Snapshot): string {
  const kinds = new Map<string, Entity[]>();
  for (const entity of sortedEntities(snapshot.collectors)) {
    kinds.set(entity.kind, [...(kinds.get(entity.kind) ?? []), entity]);
  }
  const counts = [...kinds].map(([kind, entities]) => `${entities.length} ${kind}`).join(', ');
  return [
    `# State of ${snapshot.host}`,
    '',
    counts === '' ? 'Nothing was found.' : `${counts}.`,
    '',
    ...snapshot.collectors.map(({ collector, status }) => `- ${collector}: ${status}`),
    ...[...kinds].flatMap(([kind, entities]) => [
      '',
      `## ${kind}`,
      '',
      ...entities.map(({ key, name, body }) => describe(key, name, body)),
    ]),
    '',
  ].join('\n');
}

function sortedEntities(collectors: readonly Collected[]): readonly Entity[] {
  return collectors
    .flatMap(({ entities }) => entities)
    .sort((a, b) => compareUnits(a.kind, b.kind) || compareUnits(a.key, b.key));
}

function describe(key: string, name: string, body: Entity['body']): string {
  const fields = Object.entries(body)
    .sort(([a], [b]) => compareUnits(a, b))
    .map(
      ([field, value]) => `${field}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
  const title = key === name ? `**${name}**` : `**${name}** (${key})`;
  return `- ${title} ${fields.join('; ').replaceAll('\n', ' ').slice(0, 2_000)}`.trimEnd();
}
