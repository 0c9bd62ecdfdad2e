import { describe, expect, test } from '@jest/globals';
import { PLAIN } from '../../../../src/diagnostics/render/paint.ts';
import { renderTextReport } from '../../../../src/diagnostics/render/report-text.ts';
import { cleanReport, sampleReport } from '../../../support/reports.ts';

const SOURCE =
  'model_list:\n  - model_name: a\n    litellm_params:\n      api_key: secret-of-mine\n';
const options = { color: PLAIN, sourceOf: () => SOURCE };

describe('a report for people', () => {
  test('shows findings, services and a line that sums up', () => {
    expect(renderTextReport(sampleReport(), options)).toBe(`\
error[LGW102 hardcoded-provider-key]: Groq API key written in the config file
 --> deploy/config.yaml:4:16  model_list[0].litellm_params.api_key
  |
4 |       api_key: gsk_…(56 chars, #9f31c07a)
  |                ^^^^^^^^^^^^^^^^^^^^^^^^^^
  = .env:2:1: the variable is set here
  = confidence: high · fix: safe (read it from GROQ_API_KEY)
  = help: api_key: os.environ/GROQ_API_KEY

service   target                result   ms  detail
postgres  db:5432/llm           ok       12  15.18
redis     redis://cache:6379/0  refused   3
  = help: start it, or mend REDIS_URL

1 critical · 1 suppressed · 1 of 2 checks passed · 2 files (3 skipped) · 0.31 s
`);
  });

  test('is one line when there is nothing to say', () => {
    expect(renderTextReport(cleanReport(), options)).toBe('no findings · 2 files · 0.31 s\n');
  });

  test('paints by what was found', () => {
    const marks = {
      red: (text: string) => `<r>${text}</r>`,
      green: (text: string) => `<g>${text}</g>`,
    };
    const color = { ...PLAIN, ...marks };
    expect(renderTextReport(cleanReport(), { color })).toMatch(/^<g>no findings/);
    const text = renderTextReport(sampleReport(), { color });
    expect(text).toContain('<r>redis ');
    expect(text).toMatch(/<r>1 critical.*<\/r>\n$/);
  });
});
