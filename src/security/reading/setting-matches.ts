import { yamlAt, yamlBoolean, yamlEntry, type YamlEntry } from '../../config/yaml-document.ts';
import type { Project, ProjectFile } from '../project.ts';
import type { Fix, Match } from '../rule.ts';
import { gatewayConfigs, placeOf, type GatewayView } from './gateway-config.ts';
import { removeEntry } from './setting-edits.ts';

/** A setting of a configuration and where it stands. */
export interface WrittenSetting {
  readonly view: GatewayView;
  readonly entry: YamlEntry;
}

/** A setting wherever it stands: LiteLLM reads some from either section. */
export function settingsNamed(
  project: Project,
  key: string,
  sections: readonly string[] = ['general_settings', 'litellm_settings'],
): readonly WrittenSetting[] {
  return gatewayConfigs(project).flatMap((view) =>
    sections.flatMap((section) => {
      const entry = yamlEntry(yamlAt(view.root, section), key);
      return entry === null ? [] : [{ view, entry }];
    }),
  );
}

/** Switches that are on. */
export function switchesOn(
  project: Project,
  key: string,
  sections?: readonly string[],
): readonly WrittenSetting[] {
  return settingsNamed(project, key, sections).filter(
    ({ entry }) => yamlBoolean(entry.value) === true,
  );
}

/** Where a setting stands, with the fix that takes it out. */
export function removalOf({ view, entry }: WrittenSetting): Omit<Match, 'message'> {
  const fix = removeFix(view.file, entry);
  return { ...placeOf(view.file, entry.value), ...(fix === null ? {} : { fix }) };
}

/** A safe fix that takes an entry out; null: others share its line. */
export function removeFix(file: ProjectFile, entry: YamlEntry): Fix | null {
  const edit = removeEntry(file, entry);
  return edit === null ? null : { class: 'safe', title: `remove \`${entry.key}\``, edits: [edit] };
}
