import { LlmgwError } from '../../core/errors.ts';
import type { FactCondition } from '../../db/queries/infra-read-facts.ts';

const CONDITION = /^([\w.-]+)\s*(!=|!~|>=|<=|=|~|>|<)\s*(.*)$/s;
const LIST = /^([\w.-]+)\s+in\s+(.+)$/is;
const EXISTS = /^([\w.-]+)(?:\s+exists)?$/i;
const NUMERIC = new Set(['>', '>=', '<', '<=']);

/**
 * A condition as people write it: `port=4000`, `command~vllm`, `vram_bytes>=24000`, `state in a,b`,
 * `limits.rpm exists`. Throws `E_USAGE` for anything else.
 */
export function parseCondition(text: string): FactCondition {
  const [, field, op, value = ''] = CONDITION.exec(text.trim()) ?? [];
  if (field !== undefined && isOperator(op)) {
    if (NUMERIC.has(op) && !/^-?\d+(\.\d+)?$/.test(value)) {
      throw unreadable(text, `${op} compares with a number`);
    }
    return { path: field.split('.'), op, values: [value] };
  }
  const [, listed, values = ''] = LIST.exec(text.trim()) ?? [];
  if (listed !== undefined) {
    const items = values.split(',').map((item) => item.trim());
    return { path: listed.split('.'), op: 'in', values: items };
  }
  const [, existing] = EXISTS.exec(text.trim()) ?? [];
  if (existing !== undefined) return { path: existing.split('.'), op: 'exists', values: [] };
  throw unreadable(text, 'it is no condition');
}

function isOperator(op: string | undefined): op is Exclude<FactCondition['op'], 'exists' | 'in'> {
  return op !== undefined && ['=', '!=', '~', '!~', '>', '>=', '<', '<='].includes(op);
}

function unreadable(text: string, why: string): LlmgwError {
  return new LlmgwError('E_USAGE', `cannot read the condition '${text}': ${why}`, {
    where: '--where',
    hint: "write it like port=4000, command~vllm, cpus>=8, state in 'running,failed'",
  });
}
