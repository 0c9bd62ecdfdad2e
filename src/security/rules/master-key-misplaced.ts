import { yamlAt, yamlEntries, yamlText, type YamlEntry } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { fixIn } from '../reading/match-parts.ts';
import { gatewayConfigs, placeOf, type GatewayView } from '../reading/gateway-config.ts';
import { addSetting, removeEntry } from '../reading/setting-edits.ts';
import type { Fix, Match, Rule } from '../rule.ts';
import { isReference } from '../secrets/placeholders.ts';

/** LGW201. */
export const masterKeyMisplaced: Rule = {
  code: 'LGW201',
  name: 'master-key-misplaced',
  summary: 'A master key or database outside of `general_settings`, where nothing reads it.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'Only `general_settings` is read. A master key in another section guards nothing: LiteLLM then ' +
    'starts without one and takes every caller for an administrator. A database in another section ' +
    'is not connected, so there are no keys and no budgets. Where `general_settings` has the same ' +
    'setting as well, the other one only misleads: that is a warning.',
  help: 'move the line to `general_settings`',
  bad: {
    'config.yaml': `model_list: []
litellm_settings:
  master_key: os.environ/LITELLM_MASTER_KEY
`,
  },
  good: {
    'config.yaml': `model_list: []
general_settings:
  master_key: os.environ/LITELLM_MASTER_KEY
`,
  },
  references: [
    'https://docs.litellm.ai/docs/proxy/config_settings',
    'https://docs.litellm.ai/docs/proxy/virtual_keys',
  ],
  check,
};

const HOME = 'general_settings';
const SETTINGS: ReadonlySet<string> = new Set(['master_key', 'database_url']);

function* check(project: Project): Generator<Match> {
  for (const view of gatewayConfigs(project)) {
    for (const entry of strays(view)) {
      const right = yamlAt(view.root, HOME, entry.key);
      const isDouble = yamlText(right) !== null;
      const fix = right === null ? moveHome(view, entry) : null;
      yield {
        ...placeOf(view.file, entry.value),
        message: isDouble
          ? `\`${entry.key}\` has no meaning here; the one in \`${HOME}\` counts`
          : `\`${entry.key}\` has no meaning here: only \`${HOME}\` is read`,
        severity: isDouble ? 'warning' : 'critical',
        ...(isReference(yamlText(entry.value) ?? '') ? {} : { secret: 'weak' }),
        ...(isDouble ? { help: 'remove it' } : {}),
        ...fixIn(fix),
      };
    }
  }
}

/** At the top, or in another section. */
function strays({ root }: GatewayView): readonly YamlEntry[] {
  const sections = root.entries.filter(
    ({ key }) => key !== HOME && key !== 'environment_variables' && key !== 'model_list',
  );
  return [...sections, ...sections.flatMap(({ value }) => yamlEntries(value))].filter(
    ({ key, value }) => SETTINGS.has(key) && (yamlText(value) ?? '').trim() !== '',
  );
}

function moveHome(view: GatewayView, entry: YamlEntry): Fix | null {
  const removal = removeEntry(view.file, entry);
  if (removal?.kind !== 'replace') return null;
  // With the comment on its line.
  const line = view.file.text.slice(removal.span.start, removal.span.end).trim();
  if (line.includes('\n')) return null;
  const addition = addSetting(view, HOME, line);
  if (addition === null) return null;
  return { class: 'safe', title: `move it to \`${HOME}\``, edits: [removal, addition] };
}
