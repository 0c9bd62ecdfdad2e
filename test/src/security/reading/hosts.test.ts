import { describe, expect, test } from '@jest/globals';
import { readAddress } from '../../../../src/security/reading/address.ts';
import {
  hostsOf,
  isDockerHost,
  isForwarded,
  placeOfHost,
} from '../../../../src/security/reading/hosts.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function hosts(text: string) {
  return hostsOf(projectOf({ 'config.yaml': text })).map(({ address, role }) => [
    address.host,
    role,
  ]);
}

describe('the addresses of a configuration', () => {
  test('are what keys of that kind hold, each with what it is for', () => {
    const text = `model_list:
  - litellm_params: {model: openai/a.b, api_base: 'http://2130706433:1/v1'}
router_settings: {redis_host: redis, redis_url: 'redis://cache:6379'}
litellm_settings:
  cache_params: {sentinel_nodes: [[s1, 26379]], redis_startup_nodes: [{host: n1, port: 1}]}
general_settings:
  alert_to_webhook_url: {budget: 'https://hooks.example.com/a'}
  pass_through_endpoints: [{path: /a, target: 'https://t.example.com'}]
  database_url: postgresql://u:p@db.example.com/x
mcp_servers: {a: {url: 'https://m.example.com/mcp'}}
environment_variables: {OPENAI_API_BASE: 'https://o.example.com', REDIS_HOST: 10.0.0.1}
callback_settings: {langfuse_host: 'https://l.example.com'}
`;
    expect(hosts(text)).toEqual([
      ['127.0.0.1', 'upstream'],
      ['redis', 'store'],
      ['cache', 'store'],
      ['s1', 'store'],
      ['n1', 'store'],
      ['hooks.example.com', 'webhook'],
      ['t.example.com', 'pass-through'],
      ['db.example.com', 'store'],
      ['m.example.com', 'mcp'],
      ['o.example.com', 'other'],
      ['10.0.0.1', 'store'],
      ['l.example.com', 'other'],
    ]);
  });

  test('are not networks, names, versions, variables, templates or plain texts', () => {
    const text = `model_list:
  - model_name: http://a
    litellm_params: {model: http://b, api_base: os.environ/BASE, api_version: 1.2.3.4}
    model_info: {description: 'http://c'}
  - litellm_params: {api_base: 'https://\${HOST}/v1', extra_headers: {x-url: 'http://d'}}
general_settings: {allowed_ips: [10.0.0.1], mcp_internal_ip_ranges: [10.0.0.0/8]}
router_settings: {redis_host: 10.0.0.0/8, redis_url: cache}
`;
    expect(hosts(text)).toEqual([]);
  });

  test('keep their host when a variable stands in their path', () => {
    const text = 'model_list:\n  - litellm_params: {api_base: "https://a.example.com/${ID}/v1"}\n';
    expect(hosts(text)).toEqual([['a.example.com', 'upstream']]);
  });

  test('hide passwords', () => {
    const text = 'router_settings: {redis_url: "redis://:pw@cache:6379"}\n';
    const [host] = hostsOf(projectOf({ 'config.yaml': text }));
    expect(host === undefined ? null : placeOfHost(host)).toMatchObject({ secret: 'weak' });
  });
});

test('callers decide what is sent to some of them', () => {
  expect(['pass-through', 'mcp', 'webhook'].map((role) => isForwarded(role as 'mcp'))).toEqual([
    true,
    true,
    true,
  ]);
  expect(isForwarded('upstream')).toBe(false);
});

test('Docker has a name for its host', () => {
  const address = readAddress('http://host.docker.internal:11434');
  expect(address !== null && isDockerHost(address)).toBe(true);
});
