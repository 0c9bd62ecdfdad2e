import { yamlText } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { variableMatch } from '../reading/visible-place.ts';
import { fixIn } from '../reading/match-parts.ts';
import { assignmentsTo } from '../reading/assignments.ts';
import { removalOf, settingsNamed } from '../reading/setting-matches.ts';
import { unsetFix } from '../reading/switches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW210. */
export const legacyEncryptionSelected: Rule = {
  code: 'LGW210',
  name: 'legacy-encryption-selected',
  summary: 'The old cipher is chosen for what the database holds.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'XSalsa20-Poly1305 is what LiteLLM wrote at first. It ties no value to its place, a row can be ' +
    'copied over another one, and where FIPS 140 is asked for it is not allowed.',
  help: 'remove the setting; `llmgw reencrypt-db` writes what is stored in the new format',
  bad: { 'config.yaml': 'general_settings:\n  encryption_algorithm: xsalsa20-poly1305\n' },
  good: { 'config.yaml': 'general_settings:\n  encryption_algorithm: aes-256-gcm\n' },
  references: ['https://docs.litellm.ai/docs/proxy/config_settings'],
  check,
};

const OLD = /^xsalsa20[-_]?poly1305$/i;
const VARIABLES = new Set(['LITELLM_ENCRYPTION_ALGORITHM']);
const message = 'this chooses the old cipher for what is stored from now on';

function* check(project: Project): Generator<Match> {
  for (const setting of settingsNamed(project, 'encryption_algorithm')) {
    if (OLD.test(yamlText(setting.entry.value) ?? '')) yield { ...removalOf(setting), message };
  }
  for (const assignment of assignmentsTo(project, VARIABLES)) {
    if (!OLD.test(assignment.value ?? '')) continue;
    const fix = unsetFix(assignment);
    yield { ...variableMatch(project, assignment, message), ...fixIn(fix) };
  }
}
