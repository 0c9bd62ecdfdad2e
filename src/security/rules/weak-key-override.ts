import { yamlBoolean } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { variableMatch } from '../reading/visible-place.ts';
import { fixIn } from '../reading/match-parts.ts';
import { assignmentsTo } from '../reading/assignments.ts';
import { isDevelopment } from '../reading/profile.ts';
import { isOn, unsetFix } from '../reading/switches.ts';
import { removalOf, settingsNamed } from '../reading/setting-matches.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW206. */
export const weakKeyOverride: Rule = {
  code: 'LGW206',
  name: 'weak-key-override',
  summary: 'A switch that lets LiteLLM start with a weak master key or none.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'LiteLLM refuses to start with a master key that everybody knows. With this switch it starts, and ' +
    'whoever reaches it is an administrator. In files for development or tests it is left alone.',
  help: 'remove the switch, and give the gateway a master key of its own',
  bad: { '.env': 'LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY=true\n' },
  good: { '.env.development': 'LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY=true\n' },
  references: ['https://docs.litellm.ai/docs/proxy/config_settings'],
  check,
};

const VARIABLES = new Set(['LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY']);
const SETTING = 'dangerously_permit_weak_or_unset_master_key';
const message = 'this lets the gateway start with a master key that is weak or not there';

function* check(project: Project): Generator<Match> {
  for (const assignment of assignmentsTo(project, VARIABLES)) {
    const { file, value } = assignment;
    if (!isOn(value) || !isMeant(file.path)) continue;
    const fix = unsetFix(assignment);
    yield { ...variableMatch(project, assignment, message), ...fixIn(fix) };
  }
  for (const setting of settingsNamed(project, SETTING)) {
    if (yamlBoolean(setting.entry.value) !== true || !isMeant(setting.view.file.path)) continue;
    yield { ...removalOf(setting), message };
  }
}

function isMeant(path: string): boolean {
  return !isDevelopment(path) && purposeOf(path) === 'use';
}
