import { matchesGlob } from './glob.ts';

/** The model groups that belong to an access group (`model_info.access_groups`). */
export type GroupsOf = (accessGroup: string) => readonly string[];

/** A list of models as a key, team, user, project or organisation has it. */
export interface ModelRule {
  /** As they were written, for error messages. */
  readonly listed: readonly string[];
  readonly names: ReadonlySet<string>;
  readonly patterns: readonly string[];
}

/** Who has a list of models; each has its error type. */
export type ModelLevel = 'key' | 'team' | 'user' | 'project' | 'org';

/** Names that stand for every model. */
const ALL = ['*', 'all-proxy-models'];
/** In a key's list: whatever its team may use. */
const TEAM_MODELS = 'all-team-models';

/**
 * Compiles a list; null where it allows everything: empty, or with a name for all. `more` are the
 * models of access groups. `no-default-models` is the name of no model, so it allows nothing.
 */
export function compileModels(
  models: readonly string[],
  more: readonly string[] = [],
): ModelRule | null {
  if (models.length === 0 || ALL.some((name) => models.includes(name))) return null;
  const listed = [...new Set([...models, ...more])];
  return {
    listed,
    names: new Set(listed),
    patterns: listed.filter((name) => name.includes('*')),
  };
}

/** The list of a key, where it may point to its team's. A team that is gone allows nothing. */
export function keyModels(
  models: readonly string[],
  team: { readonly models: readonly string[]; readonly groupModels: readonly string[] } | null,
): readonly string[] {
  if (!models.includes(TEAM_MODELS) || team === null) return models;
  const teams = team.models.length === 0 ? ALL : [...team.models, ...team.groupModels];
  return [...models, ...teams];
}

/** Whether the list has the model, by the name the client used or the group it leads to. */
export function allowsModel(
  rule: ModelRule,
  names: { readonly model: string; readonly group: string },
  groupsOf: GroupsOf,
): boolean {
  const { model, group } = names;
  if (rule.names.has(group) || rule.names.has(model)) return true;
  if (rule.patterns.some((one) => matchesGlob(one, group) || matchesGlob(one, model))) return true;
  return rule.listed.some((one) => {
    const groups = groupsOf(one);
    return groups.includes(group) || groups.includes(model);
  });
}
