import { describe, expect, test } from '@jest/globals';
import { brief, loadText, withModel } from '../load-text.ts';

const check = (text: string) => loadText(withModel(text)).findings;

describe('checkReferences', () => {
  test('tells fallbacks for and to nobody, of every kind', () => {
    const findings = check(`router_settings:
  fallbacks: [{a: [b]}, {c: [a]}]
  context_window_fallbacks: [{a: [d]}]
  content_policy_fallbacks: [{a: [e]}]
  default_fallbacks: [f]
  model_group_alias: {x: g}
`);
    expect(brief(findings)).toEqual([
      'warning unknown-model-group 5:20',
      'warning unknown-model-group 5:26',
      'warning unknown-model-group 6:35',
      'warning unknown-model-group 7:35',
      'warning unknown-model-group 8:23',
      'warning unknown-model-group 9:26',
    ]);
  });

  test('tells settings for a group that nobody has', () => {
    const findings = check(
      'llmgw_settings: {groups: {a: {stream_rescue: off}, aa: {stream_rescue: off}}}\n',
    );
    expect(brief(findings)).toEqual(['warning unknown-model-group 4:52']);
    expect(findings).toMatchObject([{ help: 'did you mean `a`?' }]);
  });

  test('knows aliases, wildcards, ids and unserved groups', () => {
    const { findings } = loadText(`model_list:
  - {model_name: a, litellm_params: {model: openai/x}, model_info: {id: my-id}}
  - {model_name: claude, litellm_params: {model: anthropic/c}}
  - {model_name: "groq/*", litellm_params: {model: "groq/*"}}
router_settings:
  fallbacks: [{a: [alias, groq/llama, my-id, claude]}, {"*": [a]}]
  model_group_alias: {alias: a}
`);
    expect(findings.map(({ name }) => name)).toEqual(['provider-not-served']);
  });

  test('says what was probably meant', () => {
    const findings = loadText(
      'model_list: [{model_name: gpt-4o, litellm_params: {model: openai/x}}]\nrouter_settings: {fallbacks: [{gpt-4: [gpt-4o]}]}\n',
    ).findings;
    expect(findings).toMatchObject([{ help: 'did you mean `gpt-4o`?' }]);
  });
});
