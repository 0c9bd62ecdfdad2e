const KEY_LINE = /^(\s*(?:-\s+)*)(["']?)([A-Za-z_*][\w.*/-]{0,79})\2(\s*):(?:\s+(.*))?$/;
const ITEM_LINE = /^(\s*(?:-\s+)+)(.*)$/;
const ENV_LINE = /^(\s*(?:export\s+)?[A-Za-z_]\w{0,79}\s*=)/;
const REFERENCE = /^(["']?)os\.environ\/[A-Za-z_]\w*\1(?:\s+#.*)?$/;
const KEY_SHAPE = /^(?:sk|pk|rk|gsk|ghp|xai|hf|AIza|eyJ)[-_A-Z\d]/;
// What leads to a value on its line and cannot be one itself: `- "KEY=`, `api_key: '`, `ENV KEY=`.
const LEAD =
  /^\s*(?:-\s+)*["']?(?:([A-Za-z_*][\w.*/-]{0,79})["']?\s*:\s+|(?:export\s+)?([A-Za-z_]\w{0,79})\s*=\s*|(?:ENV|ARG)\s+([A-Za-z_]\w{0,79})(?:=|\s+))?(?:-\s+)*["']?$/;
const HIDDEN = '…';

/**
 * A source line that is safe to print: its keys, and its value only when that is a reference to the
 * environment. What the value is, is nobody's business: it may be a secret.
 */
export function maskLine(line: string): string {
  const env = ENV_LINE.exec(line);
  if (env !== null) return `${env[1]}${HIDDEN}`;
  const key = KEY_LINE.exec(line);
  if (key !== null) return maskKeyLine(key);
  const item = ITEM_LINE.exec(line);
  if (item !== null) return `${item[1]}${maskValue(item[2] ?? '')}`;
  return line.trim() === '' ? '' : `${/^\s*/.exec(line)?.[0] ?? ''}${HIDDEN}`;
}

/** What stands before a value on its line, safe to print: its keys; of anything else only that it is there. */
export function maskLead(text: string): string {
  const lead = LEAD.exec(text);
  const name = lead?.[1] ?? lead?.[2] ?? lead?.[3] ?? '';
  if (lead !== null && !KEY_SHAPE.test(name)) return text;
  const masked = maskLine(text).trimEnd();
  return masked.endsWith(HIDDEN) ? `${masked} ` : `${masked} ${HIDDEN} `;
}

function maskKeyLine(match: RegExpExecArray): string {
  const [, indent = '', quote = '', name = '', gap = '', value = ''] = match;
  if (KEY_SHAPE.test(name)) return `${indent}${HIDDEN}`;
  const shown = maskValue(value);
  return `${indent}${quote}${name}${quote}${gap}:${shown === '' ? '' : ` ${shown}`}`;
}

function maskValue(value: string): string {
  const text = value.trim();
  if (text === '' || text.startsWith('#')) return '';
  if (REFERENCE.test(text)) return text.replace(/\s+#.*$/, '');
  return HIDDEN;
}
