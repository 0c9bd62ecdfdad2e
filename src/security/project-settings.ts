import {
  readYamlFile,
  yamlAt,
  yamlBoolean,
  yamlChild,
  yamlEntries,
  yamlItems,
  yamlText,
  type YamlNode,
} from '../config/yaml-document.ts';
import type { Finding, Severity } from '../diagnostics/finding.ts';
import type { Ignore } from '../diagnostics/ignore.ts';
import { metaFinding } from '../diagnostics/meta-finding.ts';
import { filePattern, yamlPathPattern } from '../diagnostics/path-pattern.ts';
import { LineIndex } from './line-index.ts';

/** What `.llmgw.yaml` says of `check-security`, in its section `security`. */
export interface ProjectSettings {
  /** `ignore: [{rule, path?, yaml_path?, reason, expires?}]`. */
  readonly ignores: readonly Ignore[];
  /** `severity: {LGW310: info}`, by code or name as written. */
  readonly severities: ReadonlyMap<string, Severity>;
  /** `shared_host: true`: other people have accounts on the machine of these files. */
  readonly isSharedHost: boolean;
  /** What in it could not be read. */
  readonly findings: readonly Finding[];
}

export const NO_SETTINGS: ProjectSettings = {
  ignores: [],
  severities: new Map(),
  isSharedHost: false,
  findings: [],
};

/**
 * Reads `.llmgw.yaml`. Its paths are patterns (`*`, `**`), relative to the folder it lies in; `below`
 * is the way from there to the folder that is scanned: '' or `deploy/`.
 */
export function readProjectSettings(file: string, text: string, below = ''): ProjectSettings {
  const { roots, errors } = readYamlFile(text);
  const reader = new SettingsReader(file, text, below);
  const security = yamlChild(roots[0] ?? null, 'security');
  const severities = yamlEntries(yamlAt(security, 'severity')).flatMap((entry) => {
    const level = severityOf(yamlText(entry.value) ?? '');
    if (level !== null) return [[entry.key, level] as const];
    reader.complain(entry.value, 'this is no severity: critical, warning or info');
    return [];
  });
  const [error] = errors;
  if (error !== undefined)
    reader.complainAt(error.offset, 'this is not YAML: what follows is lost');
  return {
    ignores: yamlItems(yamlAt(security, 'ignore')).flatMap((item) => reader.ignore(item) ?? []),
    severities: new Map(severities),
    isSharedHost: yamlBoolean(yamlAt(security, 'shared_host')) === true,
    findings: reader.findings,
  };
}

/** A word that names a severity; null: it names none. */
export function severityOf(word: string): Severity | null {
  return word === 'critical' || word === 'warning' || word === 'info' ? word : null;
}

class SettingsReader {
  readonly findings: Finding[] = [];
  readonly #file: string;
  readonly #lines: LineIndex;
  readonly #below: string;

  constructor(file: string, text: string, below: string) {
    this.#file = file;
    this.#lines = new LineIndex(text);
    this.#below = below;
  }

  ignore(item: YamlNode): Ignore | null {
    const [path, yamlPath] = [textAt(item, 'path'), textAt(item, 'yaml_path')];
    const inFile = path === null ? always : filePattern(path);
    const inYaml = yamlPath === null ? always : yamlPathPattern(yamlPath);
    if (item.kind !== 'map') {
      this.complain(item, 'an entry of `ignore` is a map: rule, path, yaml_path, reason, expires');
      return null;
    }
    return {
      by: 'file',
      position: this.#lines.position(this.#file, item.start),
      end: this.#lines.end(item.end),
      rules: rulesOf(yamlChild(item, 'rule')),
      reason: textAt(item, 'reason')?.trim() ?? '',
      until: textAt(item, 'expires'),
      covers: (place) => inFile(this.#below + place.file) && inYaml(place.path),
      removal: null,
    };
  }

  complain(node: YamlNode, message: string): void {
    this.complainAt(node.start, message);
  }

  complainAt(offset: number, message: string): void {
    const position = this.#lines.position(this.#file, offset);
    this.findings.push(metaFinding('unparsable-file', { message, position, identity: message }));
  }
}

function always(): boolean {
  return true;
}

/** One rule or a list of them. */
function rulesOf(node: YamlNode | null): readonly string[] {
  const items = node?.kind === 'list' ? node.items : node === null ? [] : [node];
  return items.flatMap((item) => yamlText(item) ?? []);
}

function textAt(node: YamlNode, key: string): string | null {
  return yamlText(yamlChild(node, key));
}
