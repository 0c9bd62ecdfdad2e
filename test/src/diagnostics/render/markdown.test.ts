import { describe, expect, test } from '@jest/globals';
import { renderMarkdown } from '../../../../src/diagnostics/render/markdown.ts';
import { cleanReport, sampleFinding, sampleReport } from '../../../support/reports.ts';

describe('a report in Markdown', () => {
  test('has the sum first, then tables', () => {
    expect(renderMarkdown(sampleReport())).toBe(`\
## llmgw check-security

**1 critical · 1 suppressed · 1 of 2 checks passed · 2 files (3 skipped) · 0.31 s**

| severity | rule | where | what |
| --- | --- | --- | --- |
| critical | <code>LGW102</code> hardcoded-provider-key | <code>deploy/config.yaml:4</code> | Groq API key written in the config file<br>api&#95;key: os.environ/GROQ&#95;API&#95;KEY |

| service | target | result | ms | detail |
| --- | --- | --- | --- | --- |
| postgres | <code>db:5432/llm</code> | ok | 12 | 15.18 |
| redis | <code>redis://cache:6379/0</code> | refused | 3 | start it, or mend REDIS&#95;URL |
`);
  });

  test('shows text as it is, whatever is in it', () => {
    const message = 'a | b <img src=x> `c` [d](e) @f &amp; \n g';
    const text = renderMarkdown(cleanReport({ findings: [sampleFinding({ message })] }));
    expect(text).toContain(
      'a &#124; b &lt;img src=x&gt; &#96;c&#96; &#91;d&#93;(e) &#64;f &amp;amp; \uFFFD g',
    );
  });

  test('begins with the worst and ends somewhere', () => {
    const findings = [
      ...Array.from({ length: 600 }, () => sampleFinding({ severity: 'info' })),
      sampleFinding(),
    ];
    const lines = renderMarkdown(cleanReport({ findings })).trimEnd().split('\n');
    expect(lines[6]).toMatch(/^\| critical /);
    expect(lines.at(-1)).toBe('… and 101 more.');
    expect(lines).toHaveLength(6 + 500 + 2);
  });

  test('is two lines for nothing', () => {
    expect(renderMarkdown(cleanReport())).toBe(
      '## llmgw check-security\n\n**no findings · 2 files · 0.31 s**\n',
    );
  });
});
