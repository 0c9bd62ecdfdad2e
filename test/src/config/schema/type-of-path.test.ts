import { expect, test } from '@jest/globals';
import { typeOfPath } from '../../../../src/config/schema/type-of-path.ts';

test.each([
  ['model_list', 'list'],
  ['model_list[3].rpm', 'count'],
  ['model_list[0].litellm_params.timeout', 'seconds'],
  ['model_list[0].litellm_params.aws_region_name', 'text'],
  ['model_list[0].model_info.llmgw_timeouts.connect', 'seconds'],
  ['router_settings.redis_port', 'port'],
  ['llmgw_settings.groups.gpt-4o.stream_rescue', 'rescue mode'],
  ['llmgw_settings.groups.gpt-4.1.stream_rescue', null],
  ['litellm_settings.nobody_knows', null],
  ['nowhere.at.all', null],
])('%s wants %s', (path, type) => {
  expect(typeOfPath(path)).toBe(type);
});
