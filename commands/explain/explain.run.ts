import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { RuleDoc } from '../../src/security/rule-docs.ts';
import { rulePage } from '../../src/security/rule-page.ts';
import type { CommandContext } from '../context.ts';
import { findRule } from './find-rule.ts';
import { paintPage } from './paint-page.ts';

/** Version of the document that `--json` prints. */
const EXPLAIN_SCHEMA = 'llmgw.explain/v1';

/** Prints the page of a finding: as it stands in `docs/rules/`, painted on a terminal. */
export async function runExplain(word: string, { io, options }: CommandContext): Promise<ExitCode> {
  const doc = findRule(word);
  const text = options.json
    ? `${JSON.stringify(documentOf(doc))}\n`
    : paintPage(rulePage(doc), io.stdout.paint);
  io.stdout.write(text);
  return EXIT.ok;
}

/** The keys in their order. */
function documentOf(doc: RuleDoc): object {
  const { code, name, summary, severity, confidence, fix, persona, origin, ...rest } = doc;
  const { why, help, bad, good, docs, references } = rest;
  const usual = { severity, confidence, fix, persona, origin };
  const text = { why, help, bad, good, docs, references };
  return { schema: EXPLAIN_SCHEMA, code, name, summary, ...usual, ...text };
}
