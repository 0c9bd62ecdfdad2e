import { yamlBoolean, yamlChild, yamlEntry, yamlText } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { fixIn } from '../reading/match-parts.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { addEntry } from '../reading/setting-edits.ts';
import { settingsNamed } from '../reading/setting-matches.ts';
import type { Fix, Match, Rule } from '../rule.ts';
import type { WrittenSetting } from '../reading/setting-matches.ts';

/** LGW222. */
export const customAuthSkipsChecks: Rule = {
  code: 'LGW222',
  name: 'custom-auth-skips-checks',
  summary: 'Authentication of your own that leaves out budgets and limits.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'LiteLLM lets in whom `custom_auth` lets in, and asks nothing further: budgets, allowed models ' +
    'and blocked teams only count with `custom_auth_run_common_checks`. Your code may check them ' +
    'itself.',
  help: 'write `custom_auth_run_common_checks: true`, or check budgets in your own code',
  bad: { 'config.yaml': 'general_settings:\n  custom_auth: my_auth.check\n' },
  good: {
    'config.yaml':
      'general_settings:\n  custom_auth: my_auth.check\n  custom_auth_run_common_checks: true\n',
  },
  references: ['https://docs.litellm.ai/docs/proxy/custom_auth'],
  check,
};

const CHECKS = 'custom_auth_run_common_checks';

function* check(project: Project): Generator<Match> {
  for (const setting of settingsNamed(project, 'custom_auth', ['general_settings'])) {
    const { view, entry } = setting;
    const general = yamlChild(view.root, 'general_settings');
    if (yamlText(entry.value) === null || yamlBoolean(yamlChild(general, CHECKS)) === true)
      continue;
    const fix = fixOf(setting);
    yield {
      ...placeOf(view.file, entry.value),
      message: 'whom this lets in has no budget and no limits',
      ...fixIn(fix),
    };
  }
}

function fixOf({ view }: WrittenSetting): Fix | null {
  const general = yamlChild(view.root, 'general_settings');
  if (general?.kind !== 'map' || yamlEntry(general, CHECKS) !== null) return null;
  const edit = addEntry(view.file, general, `${CHECKS}: true`);
  return edit === null ? null : { class: 'unsafe', title: 'check them', edits: [edit] };
}
