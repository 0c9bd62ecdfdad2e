type Environment = Readonly<Record<string, string | undefined>>;

/** What a destructive command knows when it asks whether it may go on. */
export interface AgentQuestion {
  /** The token of the plan: consent that does not name it was given to something else. */
  readonly token: string;
  /** What the database says it is for, e.g. `production`; null: it says nothing. */
  readonly marker: string | null;
}

/** Whether a command that changes rows may go on, as far as coding agents are concerned. */
export type AgentVerdict =
  | {
      readonly allowed: true;
      /** The sentence that allowed an agent, for the record; null where none was needed. */
      readonly consent: string | null;
    }
  | {
      readonly allowed: false;
      readonly agent: string;
      readonly message: string;
      readonly hint: string;
    };

/** Variables by which coding agents can be told, most telling first. `*` ends a prefix. */
const AGENTS: readonly (readonly [variable: string, agent: string])[] = [
  ['CLAUDECODE', 'Claude Code'],
  ['CLAUDE_CODE*', 'Claude Code'],
  ['CURSOR_AGENT', 'Cursor'],
  ['CURSOR_TRACE_ID', 'Cursor'],
  ['CODEX_*', 'Codex'],
  ['GEMINI_CLI', 'Gemini CLI'],
  ['COPILOT_AGENT*', 'GitHub Copilot'],
  ['COPILOT_CLI', 'GitHub Copilot'],
  ['AUGMENT_AGENT', 'Augment'],
  ['OPENCODE', 'OpenCode'],
  ['OPENCODE_*', 'OpenCode'],
  ['CLINE_ACTIVE', 'Cline'],
  ['ROO_ACTIVE', 'Roo Code'],
  ['AMP_CURRENT_THREAD_ID', 'Amp'],
  ['GOOSE_TERMINAL', 'Goose'],
  ['QWEN_CODE', 'Qwen Code'],
  ['WINDSURF_AGENT', 'Windsurf'],
  ['REPLIT_AGENT', 'Replit'],
  ['ANTIGRAVITY_AGENT', 'Antigravity'],
  ['AI_AGENT', 'an AI agent'],
];

/** Databases that were marked as made to be thrown away. */
const THROW_AWAY: ReadonlySet<string> = new Set(['dev', 'development', 'test', 'ci']);
/** Shorter than this is no sentence of a person. */
const MIN_WORDS = 4;

/** The coding agent that this environment belongs to, or null. */
export function detectAgent(env: Environment): string | null {
  const set = Object.keys(env).filter((name) => isSet(env[name]));
  const found = AGENTS.find(([variable]) => set.some((name) => matches(variable, name)));
  if (found === undefined) return null;
  const [variable, agent] = found;
  return variable === 'AI_AGENT' ? (nameOf(env['AI_AGENT']) ?? agent) : agent;
}

/**
 * The one checkpoint of all commands that change rows. An agent needs the consent of its user in
 * `LLMGW_USER_CONSENT`: a sentence that holds the token of the plan, so that it cannot be used again.
 * A speed bump, not a lock: whoever hides the variables passes.
 */
export function checkAgent(env: Environment, { token, marker }: AgentQuestion): AgentVerdict {
  const agent = detectAgent(env);
  if (agent === null || isThrowAway(marker)) return { allowed: true, consent: null };
  const consent = (env['LLMGW_USER_CONSENT'] ?? '').trim();
  if (isConsent(consent, token)) return { allowed: true, consent };
  return { allowed: false, agent, ...refusal(agent, consent, token) };
}

/** Whether a database says that it is for development or tests. */
function isThrowAway(marker: string | null): boolean {
  return marker !== null && THROW_AWAY.has(marker.toLowerCase());
}

function refusal(agent: string, consent: string, token: string): { message: string; hint: string } {
  const lack =
    consent === ''
      ? 'and nobody has said that its user wants this'
      : `and the consent it brings does not name this plan (${token})`;
  return {
    message: `${agent} runs this command, ${lack}`,
    hint:
      'show the plan to the user and ask; if they agree, put their own sentence, ' +
      `with the token ${token} in it, into LLMGW_USER_CONSENT`,
  };
}

function isConsent(sentence: string, token: string): boolean {
  return sentence.includes(token) && sentence.split(/\s+/).length >= MIN_WORDS;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !/^(|0|false)$/i.test(value);
}

function matches(variable: string, name: string): boolean {
  return variable.endsWith('*') ? name.startsWith(variable.slice(0, -1)) : name === variable;
}

/** `AI_AGENT=name` says who; `AI_AGENT=1` does not. What else it holds is not repeated. */
function nameOf(value: string | undefined): string | null {
  return value !== undefined && /^[a-z][\w .-]{0,39}$/i.test(value) && value !== 'true'
    ? value
    : null;
}
