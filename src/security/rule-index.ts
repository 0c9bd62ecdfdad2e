import type { RuleDoc } from './rule-docs.ts';

const RANGES: readonly (readonly [RegExp, string])[] = [
  [/^LGW00/, 'Suppressions and files'],
  [/^LGW0/, 'Configuration'],
  [/^LGW1/, 'Credentials'],
  [/^LGW2/, 'Authentication and authorisation'],
  [/^LGW3/, 'Transport and addresses'],
  [/^LGW4/, 'Prompts, logs, privacy'],
  [/^LGW5/, 'Data stores'],
  [/^LGW6/, 'MCP'],
  [/^LGW7/, 'Repository, files, containers'],
  [/^LGW8/, 'Spend and limits'],
  [/^LGW9/, 'Versions'],
];

/** The table of contents of the pages in Markdown, with a line break at its end. */
export function ruleIndex(docs: readonly RuleDoc[]): string {
  const titles = RANGES.map(([, title]) => title);
  const sections = titles.flatMap((title) => {
    const own = docs.filter(({ code }) => titleOf(code) === title);
    return own.length === 0 ? [] : [`## ${title}`, table(own)];
  });
  const parts = [
    '# Rules',
    'Everything that `llmgw check-security`, `llmgw validate-config` and the loader find. Codes and ' +
      'names are stable. `llmgw explain CODE` prints a page offline. The pages are generated from the ' +
      'rules: `node .ci/rule-pages.mjs`.',
    ...sections,
  ];
  return `${parts.join('\n\n')}\n`;
}

function titleOf(code: string): string {
  return RANGES.find(([pattern]) => pattern.test(code))?.[1] ?? '';
}

function table(docs: readonly RuleDoc[]): string {
  const rows = docs.map(({ code, name, severity, confidence, fix, summary }) =>
    row([`[${code}](${code}.md)`, `\`${name}\``, severity, confidence, fix, escapeBars(summary)]),
  );
  const head = ['code', 'name', 'severity', 'confidence', 'fix', ''];
  return [row(head), row(head.map(() => '---')), ...rows].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function escapeBars(text: string): string {
  return text.replaceAll('|', '\\|');
}
