import type { ApiError } from '../core/api-error.ts';
import { scanTopLevel, spliceTopLevel } from '../core/json-scan.ts';
import type { LlmRequest } from '../core/llm.ts';
import {
  injectSkills,
  namedSkills,
  type BodyChanges,
  type NamedSkill,
  type PromptDialect,
} from './inject-skills.ts';
import { isSkillName } from './read-skill-md.ts';
import type { Cached } from './skill-cache.ts';
import type { SkillLibrary } from './skill-library.ts';
import { SkillFault, STORED_PREFIX, type Skill } from './skill.ts';

/** A request with its skills put in. */
export interface RequestWithSkills {
  readonly request: LlmRequest;
  /** `x-llmgw-skills` of the answer; null when none of the skills is ours. */
  readonly header: string | null;
}

/** The same for a body that nobody else reads. */
export interface BodyWithSkills {
  readonly body: Buffer;
  readonly header: string | null;
}

/** As many as Anthropic takes. */
const MOST_SKILLS = 8;
const LONGEST_ID = 256;

/** Puts skills into the requests that name them. */
export class RequestSkills {
  readonly #library: SkillLibrary;

  constructor(library: SkillLibrary) {
    this.#library = library;
  }

  /** The request with its skills among its messages, or why that cannot be. */
  async prepare(request: LlmRequest): Promise<RequestWithSkills | ApiError> {
    if (request.operation !== 'chat') return { request, header: null };
    const done = await this.#inject(request.json, 'messages');
    if ('status' in done) return done;
    if (done.header === null) return { request, header: null };
    const body = splice(request.body, request.spans, done.changes);
    const json = Object.fromEntries(
      [...Object.entries(request.json), ...done.changes].filter(([, value]) => value !== undefined),
    );
    if (done.changes.get('container') === undefined) delete json['container'];
    const { spans } = scanTopLevel(body);
    return { request: { ...request, body, json, spans }, header: done.header };
  }

  /** The same for the bytes of a call of Anthropic's Messages API; they stay as they are without one. */
  async prepareMessages(body: Buffer): Promise<BodyWithSkills | ApiError> {
    const json = body.includes('"container"') ? parse(body) : null;
    if (json === null || json['container'] === undefined) return { body, header: null };
    const { spans, duplicate } = scanTopLevel(body);
    // Whoever gets it says which one counts.
    if (duplicate !== null) return { body, header: null };
    const done = await this.#inject(json, 'system');
    if ('status' in done) return done;
    if (done.header === null) return { body, header: null };
    return { body: splice(body, spans, done.changes), header: done.header };
  }

  /** What the database said of one skill is wrong now. */
  forget(id: string): void {
    this.#library.forget(id);
  }

  /** Everything the database said may be wrong now. */
  forgetAll(): void {
    this.#library.forgetAll();
  }

  /** Something may have been missed. */
  expire(): void {
    this.#library.expire();
  }

  async #inject(json: LlmRequest['json'], dialect: PromptDialect): Promise<Injected | ApiError> {
    const candidates = namedSkills(json['container']).filter((one) => this.#mayBeOurs(one));
    if (candidates.length === 0) return NOTHING;
    if (candidates.length > MOST_SKILLS) return TOO_MANY;
    const found = await Promise.all(candidates.map(async ({ id }) => this.#find(id)));
    const ours = found.filter((one) => one.kind !== 'foreign');
    if (ours.length === 0) return NOTHING;
    const wrong = ours.find((one) => one.kind === 'error');
    if (wrong !== undefined && this.#library.settings.onMissing === 'error') return wrong.error;
    const skills = ours.flatMap((one) => (one.kind === 'found' ? [one.cached.value] : []));
    const taken = new Set(ours.map(({ id }) => id));
    const header = ours.map(describe).sort().join(', ');
    return { changes: injectSkills(json, dialect, { skills, taken }), header };
  }

  /** Skills of Anthropic, and custom ones that only Anthropic can know, are none of ours. */
  #mayBeOurs({ id, type }: NamedSkill): boolean {
    if (id.startsWith(STORED_PREFIX)) return true;
    return type !== 'anthropic' && isSkillName(id) && this.#library.settings.folders.length > 0;
  }

  async #find(id: string): Promise<Found> {
    // No row has it, and no cache should.
    if (id.length > LONGEST_ID) return { kind: 'error', id, error: notFound(id) };
    try {
      const cached = await this.#library.get(id);
      if (cached !== null) return { kind: 'found', id, cached };
      if (!id.startsWith(STORED_PREFIX)) return { kind: 'foreign', id };
      return { kind: 'error', id, error: notFound(id) };
    } catch (thrown) {
      return { kind: 'error', id, error: thrown instanceof SkillFault ? broken(id) : AWAY };
    }
  }
}

interface Injected {
  readonly changes: BodyChanges;
  readonly header: string | null;
}

type Found =
  | { readonly kind: 'found'; readonly id: string; readonly cached: Cached<Skill> }
  /** The name of no folder: perhaps the upstream knows it. */
  | { readonly kind: 'foreign'; readonly id: string }
  | { readonly kind: 'error'; readonly id: string; readonly error: ApiError };

const NOTHING: Injected = { changes: new Map(), header: null };

function describe(found: Found): string {
  if (found.kind !== 'found') return `${headerText(found.id)}(source=none)`;
  const { value, source } = found.cached;
  return `${headerText(isSkillName(value.name) ? value.name : value.id)}(source=${source})`;
}

function headerText(text: string): string {
  return text.slice(0, 100).replaceAll(/[^\w.-]/g, '?');
}

function splice(body: Buffer, spans: LlmRequest['spans'], changes: BodyChanges): Buffer {
  const texts = [...changes].map(
    ([name, value]) => [name, value === undefined ? value : JSON.stringify(value)] as const,
  );
  return spliceTopLevel(body, spans, new Map(texts));
}

function parse(body: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return Object.fromEntries(Object.entries(value));
  } catch {
    return null;
  }
}

function notFound(id: string): ApiError {
  return {
    status: 404,
    type: 'not_found_error',
    code: 'skill_not_found',
    message: `There is no skill "${id.slice(0, 100)}". GET /v1/skills lists those that there are.`,
    param: 'container',
  };
}

function broken(id: string): ApiError {
  return {
    status: 500,
    type: 'api_error',
    code: 'skill_unreadable',
    message: `The skill "${id.slice(0, 100)}" cannot be read; the log of the gateway says why.`,
    param: 'container',
  };
}

const AWAY: ApiError = {
  status: 503,
  type: 'service_unavailable',
  code: 'skill_store_unavailable',
  message: 'Skills cannot be looked up now. Try again.',
  param: 'container',
  retryAfterS: 2,
};

const TOO_MANY: ApiError = {
  status: 400,
  type: 'invalid_request_error',
  code: 'too_many_skills',
  message: `A request may name at most ${MOST_SKILLS} skills.`,
  param: 'container',
};
