import type { Fact } from './question.ts';

const MOST_CHARACTERS = 160;

/** A fact in a line, for people and for models: what it is, and what it has to do with others. */
export function describeFact(fact: Fact): string {
  const said = DESCRIBERS[fact.kind]?.(fact) ?? describeFields(fact);
  const links = fact.links
    .filter(({ rel }) => !(fact.kind === 'port' && rel === 'listens'))
    .slice(0, 3)
    .map(({ outgoing, rel, kind, name }) =>
      outgoing ? `${rel} ${kind} ${name}` : `${kind} ${name} ${rel} it`,
    );
  return shorten([said, ...links].filter((part) => part !== '').join('; '));
}

const DESCRIBERS: Readonly<Record<string, (fact: Fact) => string>> = {
  port({ body }) {
    const place = `${text(body['protocol'])} ${text(body['address'])}:${text(body['port'])}`;
    if (typeof body['process'] !== 'string') return `${place}, process unknown`;
    return `${place}, process ${body['process']} (${text(body['command'])})`;
  },
  process: ({ body }) => text(body['command']),
};

function describeFields({ body, kind, key, name }: Fact): string {
  return Object.entries(body)
    .filter(([, value]) => value !== null && ![kind, key, name].includes(text(value)))
    .map(([field, value]) => `${field} ${text(value)}`)
    .join(', ');
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return value.join(' ');
  }
  return value === undefined ? '' : (JSON.stringify(value) ?? '');
}

function shorten(line: string): string {
  const flat = line.replaceAll(/\s+/g, ' ');
  return flat.length <= MOST_CHARACTERS ? flat : `${flat.slice(0, MOST_CHARACTERS - 1)}…`;
}
