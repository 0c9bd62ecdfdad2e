import { LlmgwError } from '../../src/core/errors.ts';
import { suggest } from '../../src/core/suggest.ts';
import { ruleDocs, type RuleDoc } from '../../src/security/rule-docs.ts';

/** Finds a kind of finding by its code (`LGW211`, `lgw211`, `211`) or its name; E_USAGE for any other word. */
export function findRule(word: string): RuleDoc {
  const wanted = word
    .trim()
    .toLowerCase()
    .replace(/^(?=\d{3}$)/, 'lgw');
  const found = ruleDocs.find(({ code, name }) => code.toLowerCase() === wanted || name === wanted);
  if (found !== undefined) return found;
  throw new LlmgwError('E_USAGE', 'there is no finding of this code or name', {
    hint: hintFor(wanted),
  });
}

/** Of codes only the near ones: a digit is as good as any other. */
function hintFor(wanted: string): string {
  const list = '`llmgw check-security --list-rules` names them all';
  const candidates = ruleDocs.map(({ code, name }) => (wanted.startsWith('lgw') ? code : name));
  const meant = suggest(wanted, candidates);
  if (meant === null) return list;
  const doc = ruleDocs.find(({ code, name }) => code === meant || name === meant);
  return doc === undefined ? list : `did you mean ${doc.code} ${doc.name}? ${list}`;
}
