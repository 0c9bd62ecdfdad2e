import type { SkillSummary } from '../../skills/skill.ts';

/** A skill as Anthropic's API of October 2025 shows one; `description` is LiteLLM's addition. */
export function viewSkill(skill: SkillSummary): Readonly<Record<string, unknown>> {
  return {
    id: skill.id,
    type: 'skill',
    display_title: skill.title,
    description: skill.description,
    source: skill.source,
    latest_version: skill.latestVersion,
    created_at: new Date(skill.createdMs).toISOString(),
    updated_at: new Date(skill.updatedMs).toISOString(),
  };
}
