import type { Skill } from './skill.ts';

/** Where a body has its system prompt: among `messages`, or in `system`. */
export type PromptDialect = 'messages' | 'system';

/** Members of a body by name; undefined: to be removed. */
export type BodyChanges = ReadonlyMap<string, unknown>;

/** A skill that a request names. */
export interface NamedSkill {
  readonly id: string;
  /** `custom` or `anthropic`, as the request says. */
  readonly type: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

const RULE = '\n\n---\n\n';
const HEADING = '# Available Skills';

/** The skills that `container` of a body names, each once; what it names otherwise is left out. */
export function namedSkills(container: unknown): readonly NamedSkill[] {
  const named = entriesOf(container).flatMap((entry) => {
    const id = idOf(entry);
    return id === null ? [] : [{ id, type: textOf(entry, 'type') }];
  });
  return [...new Map(named.map((one) => [one.id, one])).values()];
}

/**
 * What is to be changed in a body that names skills: their instructions go behind its system prompt,
 * as LiteLLM writes them and in the order of their names, so that the same skills always give the
 * same prompt. `taken` are the ids that leave `container`; it goes when nothing is left in it.
 */
export function injectSkills(
  body: Fields,
  dialect: PromptDialect,
  { skills, taken }: { readonly skills: readonly Skill[]; readonly taken: ReadonlySet<string> },
): BodyChanges {
  const changes = new Map<string, unknown>([['container', withoutTaken(body['container'], taken)]]);
  if (skills.length === 0) return changes;
  const section = sectionOf(skills);
  if (dialect === 'system') return changes.set('system', appendText(body['system'], section));
  return changes.set('messages', intoMessages(body['messages'], section));
}

/** `## Skill: …` for each, under one heading. */
function sectionOf(skills: readonly Skill[]): string {
  const parts = [...skills]
    .sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id))
    .map(({ title, text }) => `## Skill: ${title}\n\n${text}`);
  return `${HEADING}\n\n${parts.join(RULE)}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function withoutTaken(container: unknown, taken: ReadonlySet<string>): unknown {
  if (!isRecord(container)) return container;
  const { skills: _, ...rest } = container;
  const left = entriesOf(container).filter((entry) => !taken.has(idOf(entry) ?? ''));
  if (left.length > 0) return { ...rest, skills: left };
  return Object.keys(rest).length > 0 ? rest : undefined;
}

/** Behind the first system message, else as a new one in front of all. */
function intoMessages(messages: unknown, section: string): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(messages) ? messages : [];
  const at = list.findIndex(isSystemMessage);
  const message = list[at];
  if (!isRecord(message)) return [{ role: 'system', content: section }, ...list];
  return list.with(at, { ...message, content: appendText(message['content'], section) });
}

function isSystemMessage(message: unknown): boolean {
  const role = textOf(message, 'role');
  return role === 'system' || role === 'developer';
}

/** A block of its own behind blocks: what marks of caching they carry still hold. */
function appendText(prompt: unknown, section: string): unknown {
  if (Array.isArray(prompt)) return [...prompt, { type: 'text', text: section }];
  return typeof prompt === 'string' && prompt !== '' ? `${prompt}${RULE}${section}` : section;
}

function entriesOf(container: unknown): readonly unknown[] {
  const skills = isRecord(container) ? container['skills'] : null;
  return Array.isArray(skills) ? skills : [];
}

function idOf(entry: unknown): string | null {
  return textOf(entry, 'skill_id');
}

function textOf(value: unknown, name: string): string | null {
  const text = isRecord(value) ? value[name] : null;
  return typeof text === 'string' ? text : null;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
