import { describe, expect, test } from '@jest/globals';
import { FindingLog } from '../../../../src/config/finding-log.ts';
import { checkSections } from '../../../../src/config/validate/check-sections.ts';
import { brief, mapOf } from '../load-text.ts';

function check(text: string) {
  const log = new FindingLog();
  checkSections(mapOf(text), log);
  return brief(log.sorted(['c.yaml']), { notes: true });
}

describe('checkSections', () => {
  test.each([
    ['router_setting: {}', 'warning unknown-key 1:1'],
    ['drop_params: true', 'warning misplaced-key 1:1'],
    ['database_url: x', 'critical master-key-misplaced 1:1'],
    ['general_settings: []', 'critical wrong-type 1:19'],
    ['general_settings: {mster_key: x}', 'warning unknown-key 1:20'],
    ['litellm_settings: {cooldown_time: 1}', 'warning misplaced-key 1:20'],
    ['litellm_settings: {cache_params: {hots: x}}', 'warning unknown-key 1:35'],
    ['router_settings: {retry_policy: {TimeoutRetries: 1}}', 'warning unknown-key 1:34'],
    ['router_settings: {model_group_retry_policy: {a: 1}}', 'critical wrong-type 1:49'],
    ['router_settings: {model_group_retry_policy: {a: {b: 1}}}', 'warning unknown-key 1:50'],
    ['llmgw_settings: {timeouts: {idel: 1}}', 'warning unknown-key 1:29'],
    ['llmgw_settings: {breaker: {holdbase: 1}}', 'warning unknown-key 1:28'],
    ['llmgw_settings: {breaker: {hold_base: 2, hold_max: 1}}', 'critical wrong-type 1:39'],
    ['llmgw_settings: {retry_budget: {tll: 1}}', 'warning unknown-key 1:33'],
    ['llmgw_settings: {admission_queue: {max_waitng: 1}}', 'warning unknown-key 1:36'],
    ['llmgw_settings: {hold_back: {token: 1}}', 'warning unknown-key 1:30'],
    ['llmgw_settings: {hedge: {aftr: 1}}', 'warning unknown-key 1:26'],
    ['llmgw_settings: {groups: {a: 1}}', 'critical wrong-type 1:30'],
    ['llmgw_settings: {groups: {a: {hegde: off}}}', 'warning unknown-key 1:31'],
    ['llmgw_settings: {groups: {a: {hedge: {tool: yes}}}}', 'warning unknown-key 1:39'],
    ['router_settings: {allowed_fails_policy: {Timeout: 1}}', 'warning unknown-key 1:42'],
    ['router_settings: {on_all_open: bypass}', 'warning misplaced-key 1:19'],
    ['general_settings: {pass_through_endpoints: [x]}', 'critical wrong-type 1:45'],
    ['general_settings: {pass_through_endpoints: [{pth: x}]}', 'warning unknown-key 1:46'],
    ['credential_list: [x]', 'critical wrong-type 1:19'],
    ['credential_list: [{credential_nam: x}]', 'warning unknown-key 1:20'],
    ['environment_variables: {A: [1]}', 'critical wrong-type 1:28'],
    ['general_settings: {disable_reset_budget: true}', 'info setting-without-effect 1:20'],
  ])('%s: %s', (text, finding) => {
    expect(check(`${text}\n`)).toEqual([finding]);
  });

  test('empty sections are fine, and so are the details of a cache', () => {
    expect(check('litellm_settings:\nrouter_settings:\ngeneral_settings:\n')).toEqual([]);
    expect(check('litellm_settings: {cache_params: {type: local, ttl: 5}}\n')).toEqual([]);
  });
});
