import { FINDING_KINDS } from '../config/finding-codes.ts';
import { FINDING_HELP } from '../config/finding-help.ts';
import { META_RULES, type MetaRule } from '../diagnostics/meta-rules.ts';
import { docsOf } from '../diagnostics/render/finding-identity.ts';
import type { RuleInfo } from '../diagnostics/report.ts';
import { rules } from './registry.ts';
import type { Persona, Rule, Sample } from './rule.ts';

/** Everything that is known of one code: what its page is made of. */
export interface RuleDoc extends RuleInfo {
  /** Who finds it: a rule over files, the scan itself, the loader of a configuration, the gateway. */
  readonly origin: 'rule' | 'scan' | 'loader' | 'gateway';
  readonly persona: Persona;
  readonly bad: Sample | null;
  readonly good: Sample | null;
  readonly references: readonly string[];
}

/** What shows only once models are made ready to be called: by name, as in `docs/config.md`. */
const RAISED_WHEN_SERVING = {
  'deployment-unusable': {
    code: 'LGW050',
    severity: 'critical',
    summary:
      'The provider cannot be reached as the deployment is written: a key or an address is missing.',
    help: 'Do as the finding says. Raised when serving.',
  },
  'stored-secret-unreadable': {
    code: 'LGW051',
    severity: 'warning',
    summary:
      'A value of a model in the database is encrypted with a key that is not at hand; the model ' +
      'is left out.',
    help:
      'Give that key as `LITELLM_SALT_KEY`, or in `LLMGW_SALT_KEY_PREVIOUS`, or save the model ' +
      'anew. Raised when serving.',
  },
} as const;

const LOADER_HELP: ReadonlyMap<string, string> = new Map(Object.entries(FINDING_HELP));
const UNWRITTEN = { persona: 'regular', bad: null, good: null, references: [] } as const;

/** Every code there is, by code. Where a rule and the loader share one, the rule says more. */
export const ruleDocs: readonly RuleDoc[] = uniqueByCode([
  ...Object.entries(FINDING_KINDS).map(([name, kind]) =>
    configDoc('loader', { name, ...kind, help: LOADER_HELP.get(name) ?? '' }),
  ),
  ...Object.entries(RAISED_WHEN_SERVING).map(([name, kind]) =>
    configDoc('gateway', { name, ...kind }),
  ),
  ...Object.values(META_RULES).map((rule) => metaDoc(rule)),
  ...rules.map((rule) => ruleDoc(rule)),
]);

function uniqueByCode(docs: readonly RuleDoc[]): readonly RuleDoc[] {
  const byCode = new Map(docs.map((doc) => [doc.code, doc]));
  return [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

function configDoc(
  origin: RuleDoc['origin'],
  kind: Pick<RuleInfo, 'name' | 'code' | 'severity' | 'summary' | 'help'>,
): RuleDoc {
  const { code } = kind;
  const base = { confidence: 'high', fix: 'none', why: '', docs: docsOf(code) } as const;
  return { ...kind, ...base, ...UNWRITTEN, origin };
}

function metaDoc(rule: MetaRule): RuleDoc {
  return { ...rule, ...UNWRITTEN, docs: docsOf(rule.code), origin: 'scan' };
}

function ruleDoc({ check: _check, ...rule }: Rule): RuleDoc {
  return { ...rule, docs: docsOf(rule.code), origin: 'rule' };
}
