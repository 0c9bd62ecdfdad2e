import { ADVISORIES, ADVISORIES_AS_OF } from '../../src/security/advisories.ts';
import { KEY_FORMS, KEY_FORMS_AS_OF } from '../../src/security/secrets/key-forms.ts';
import { rules } from '../../src/security/registry.ts';
import { ruleInfos } from '../../src/security/rule-infos.ts';

/** The rules with the dates of the data they look with: text, or one JSON document. */
export function renderRuleList(json: boolean): string {
  return json ? renderJson() : renderText();
}

const DATA = {
  key_forms: { count: KEY_FORMS.length, as_of: KEY_FORMS_AS_OF },
  advisories: { count: ADVISORIES.length, as_of: ADVISORIES_AS_OF },
};

function renderJson(): string {
  const personas = new Map(rules.map(({ code, persona }) => [code, persona]));
  const list = ruleInfos.map((info) => ({
    ...info,
    persona: personas.get(info.code) ?? 'regular',
  }));
  return `${JSON.stringify({ schema: 'llmgw.rules/v1', data: DATA, rules: list }, null, 2)}\n`;
}

function renderText(): string {
  const width = Math.max(...ruleInfos.map(({ name }) => name.length));
  const rows = ruleInfos.map(({ code, name, severity, confidence, fix, summary }) =>
    [
      code,
      name.padEnd(width),
      severity.padEnd(8),
      confidence.padEnd(6),
      fix.padEnd(6),
      summary,
    ].join('  '),
  );
  const dates = `key forms as of ${KEY_FORMS_AS_OF}, advisories as of ${ADVISORIES_AS_OF}`;
  return `${rows.join('\n')}\n\n${rows.length} rules; ${dates}\n`;
}
