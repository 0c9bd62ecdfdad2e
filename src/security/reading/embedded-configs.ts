import { yamlChild, yamlEntries, yamlText, type YamlNode } from '../../config/yaml-document.ts';
import { kindOf } from '../file-kind.ts';
import { ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';

const known = new WeakMap<ProjectFile, readonly ProjectFile[]>();

/**
 * Gateway configurations inside other files: a text in a ConfigMap or in `stringData` of a Secret, the
 * `proxy_config` of Helm values. Each is a file of its own with everything around it blank, so that
 * offsets are those of the file it stands in.
 */
export function embeddedConfigs(file: ProjectFile): readonly ProjectFile[] {
  const configs = known.get(file) ?? embeddedSpans(file).map((span) => cut(file, span));
  known.set(file, configs);
  return configs;
}

/** Where they stand. What is edited there has to keep the indentation of the file around it. */
export function embeddedSpans(file: ProjectFile): readonly Span[] {
  if (file.kind === 'kubernetes' && /^\s+(?:model_list|general_settings)\s*:/m.test(file.text)) {
    return file.yaml.roots.flatMap((root) =>
      ['data', 'stringData'].flatMap((key) =>
        yamlEntries(yamlChild(root, key)).flatMap(({ value }) => textSpan(file, value)),
      ),
    );
  }
  // Most YAML of a project has nothing to do with a gateway: it is not parsed for nothing.
  if (file.kind !== 'yaml' || !/^\s*proxy_config\s*:/m.test(file.text)) return [];
  return file.yaml.roots.flatMap((root) => mapSpan(file, yamlChild(root, 'proxy_config')));
}

/** Of `|` only: `>` folds lines, and places would be others. */
function textSpan({ path, text }: ProjectFile, node: YamlNode): readonly Span[] {
  if (node.kind !== 'scalar' || node.style !== 'block' || text[node.start] !== '|') return [];
  if (!/\.ya?ml$/.test(path) || kindOf('config.yaml', yamlText(node) ?? '') !== 'gateway')
    return [];
  const start = text.indexOf('\n', node.start) + 1;
  return start === 0 ? [] : [{ start, end: node.end }];
}

function mapSpan({ text }: ProjectFile, node: YamlNode | null): readonly Span[] {
  if (node?.kind !== 'map' || text[node.start] === '{') return [];
  return [{ start: text.lastIndexOf('\n', node.start) + 1, end: node.end }];
}

function cut({ path, text, mode, origin }: ProjectFile, { start, end }: Span): ProjectFile {
  const blank = (part: string): string => part.replaceAll(/[^\n]/g, ' ');
  const whole = blank(text.slice(0, start)) + text.slice(start, end) + blank(text.slice(end));
  return new ProjectFile({ path, text: whole, mode, origin }, 'gateway');
}
