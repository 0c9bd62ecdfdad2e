import { describe, expect, test } from '@jest/globals';
import { maskLead, maskLine } from '../../../../src/diagnostics/render/mask-line.ts';

describe('maskLine', () => {
  test.each([
    ['      api_key: sk-secret', '      api_key: …'],
    ['  - model_name: gpt-4o # sk-secret', '  - model_name: …'],
    ['  api_key: os.environ/OPENAI_API_KEY', '  api_key: os.environ/OPENAI_API_KEY'],
    ['  api_key: "os.environ/KEY"  # sk-secret', '  api_key: "os.environ/KEY"'],
    ['  api_key: os.environ/sk-secret', '  api_key: …'],
    ['  api_key:sk-secret', '  …'],
    ['general_settings:', 'general_settings:'],
    ['general_settings: # sk-secret', 'general_settings:'],
    ['  "gpt-4o": [a]', '  "gpt-4o": …'],
    ['  - os.environ/HOST', '  - os.environ/HOST'],
    ['  - sk-secret', '  - …'],
    ['  sk-secret: x', '  …'],
    ['{master_key: sk-secret}', '…'],
    ['  sk-secret continued', '  …'],
    ['export KEY=sk-secret', 'export KEY=…'],
    ['KEY = sk-secret', 'KEY =…'],
    ['', ''],
  ])('shows %p as %p', (line, shown) => {
    expect(maskLine(line)).toBe(shown);
  });
});

describe('maskLead', () => {
  test.each([
    ['      api_key: ', '      api_key: '],
    ['  - "api_key": "', '  - "api_key": "'],
    ["export KEY='", "export KEY='"],
    ['ARG KEY=', 'ARG KEY='],
    ['  - - ', '  - - '],
    ['', ''],
    ['sk-secret: ', '… '],
    ['gsk_secret=', 'gsk_secret=… '],
    ['key: secret ', 'key: … '],
    ['secret secret', '… '],
  ])('shows %p as %p', (text, shown) => {
    expect(maskLead(text)).toBe(shown);
  });
});
