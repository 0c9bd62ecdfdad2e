import { hashText } from '../canonical.ts';
import type { Collector, Findings, World } from '../collector.ts';
import type { Entity } from '../fact.ts';
import { unavailable } from './findings.ts';

const MOST_BYTES = 1_048_576;
const SECTION_CHARACTERS = 4_000;

/**
 * The text of these files, section by section, so that words in them can be found. Secrets go before the
 * cut: half of one would not be known as such.
 */
export function filesCollector(
  paths: readonly string[],
  redactText: (text: string) => string,
): Collector {
  return {
    name: 'files',
    summary: 'the text of files (the config, and --file), without their secrets',
    collect: async (world) => collectFiles(world, paths, redactText),
  };
}

async function collectFiles(
  world: World,
  paths: readonly string[],
  redactText: (text: string) => string,
): Promise<Findings> {
  const entities: Entity[] = [];
  const warnings: string[] = [];
  for (const path of paths) {
    const text = await read(world, path);
    if (text === null) warnings.push(`${path} is not there, may not be read, or is no text`);
    else entities.push(...toEntities(path, redactText(text)));
  }
  if (entities.length === 0) return unavailable(warnings[0] ?? 'no file is named');
  const status = warnings.length > 0 ? 'partial' : 'ok';
  return { status, entities, relations: [], samples: [], warnings };
}

async function read(world: World, path: string): Promise<string | null> {
  const text = await world.readFile(path, MOST_BYTES).catch(() => null);
  return text === null || text.includes('\0') ? null : text;
}

function toEntities(path: string, text: string): readonly Entity[] {
  const name = path.split('/').at(-1) ?? path;
  const sections = toSections(text);
  const file: Entity = {
    ...{ kind: 'file', key: path, name },
    body: { path, lines: text.split('\n').length, sections: sections.length },
  };
  return [
    file,
    ...sections.map((section, at) => ({
      kind: 'file_section',
      // By what it begins with: a section that is put before it does not move it.
      key: `${path}#${hashText(section.heading).slice(0, 8)}-${countBefore(sections, at)}`,
      name: `${name} ${section.heading}`.trim().slice(0, 120),
      body: { path, heading: section.heading, text: section.text },
    })),
  ];
}

interface Section {
  readonly heading: string;
  readonly text: string;
}

/** Sections with the same heading are told apart by their number. */
function countBefore(sections: readonly Section[], at: number): number {
  const heading = sections[at]?.heading;
  return sections.slice(0, at).filter((section) => section.heading === heading).length;
}

/** At headings of Markdown and keys of YAML that begin a line; long ones are cut. */
function toSections(text: string): readonly Section[] {
  const starts = [...text.matchAll(/^(?:#{1,4} .+|[\w.-]+:.*)$/gm)].map(({ index }) => index);
  const bounds = [...new Set([0, ...starts, text.length])];
  return bounds.slice(0, -1).flatMap((start, at) => {
    const section = text.slice(start, bounds[at + 1]).trim();
    const heading = (section.split('\n')[0] ?? '').replace(/^#+ /, '').replace(/:.*$/, '');
    return pieces(section).map((piece) => ({ heading: heading.slice(0, 100), text: piece }));
  });
}

function pieces(text: string): readonly string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += SECTION_CHARACTERS) {
    parts.push(text.slice(at, at + SECTION_CHARACTERS));
  }
  return parts;
}
