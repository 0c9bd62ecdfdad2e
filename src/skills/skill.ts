/** A skill as requests are given it. */
export interface Skill {
  /** What requests call it: `litellm_skill_…`, or the name of its folder. */
  readonly id: string;
  /** Of the frontmatter; of a stored skill without one its title, or its id. */
  readonly name: string;
  /** What it is headed with in a prompt. */
  readonly title: string;
  /** Its instructions: the whole of `SKILL.md`. */
  readonly text: string;
}

/** A skill in a list. */
export interface SkillSummary {
  readonly id: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly source: string;
  readonly latestVersion: string | null;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** What ids of the table begin with; LiteLLM looks up no others. */
export const STORED_PREFIX = 'litellm_';

/** A skill that is there and cannot be used. The message is for operators: it names files and lines. */
export class SkillFault extends Error {
  /** `folder/SKILL.md:3`, or an id. */
  readonly where: string;

  constructor(where: string, problem: string) {
    super(`${where}: ${problem}`);
    this.name = 'SkillFault';
    this.where = where;
  }
}
