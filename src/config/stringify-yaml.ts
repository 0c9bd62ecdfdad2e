import { stringify } from 'yaml';

/** A document as YAML, every value written out where it stands. */
export function stringifyYaml(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
}
