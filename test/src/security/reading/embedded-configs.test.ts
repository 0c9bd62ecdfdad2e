import { expect, test } from '@jest/globals';
import { yamlAt, yamlText } from '../../../../src/config/yaml-document.ts';
import { ProjectFile } from '../../../../src/security/project.ts';
import { embeddedConfigs } from '../../../../src/security/reading/embedded-configs.ts';
import { rules } from '../../../../src/security/registry.ts';
import { scan } from '../../../../src/security/scan.ts';
import { projectOf } from '../../../support/rule-cases.ts';

const CONFIG_MAP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: gateway
data:
  LOG_LEVEL: info
  config.yaml: |
    model_list:
      - model_name: gpt   # a comment
        litellm_params: {model: openai/gpt-4o, api_key: os.environ/OPENAI_API_KEY}
    general_settings:
      master_key: sk-1234
---
apiVersion: v1
kind: Service
metadata: {name: gateway}
`;
const VALUES = `replicaCount: 1
proxy_config:
  model_list:
    - model_name: gpt
      litellm_params: {model: openai/gpt-4o, api_key: os.environ/OPENAI_API_KEY}
  general_settings:
    master_key: sk-1234
image:
  tag: v1.80.0
`;

function fileOf(path: string, text: string): ProjectFile {
  return new ProjectFile({ path, text, mode: 0o644, origin: 'loose' });
}

test.each([
  ['a ConfigMap', 'k8s.yaml', CONFIG_MAP, 12],
  ['Helm values', 'values.yaml', VALUES, 7],
])('%s: read as a configuration, with the places of the file', (_what, path, text, line) => {
  const [config, ...others] = embeddedConfigs(fileOf(path, text));
  expect(others).toEqual([]);
  const root = config?.yaml.roots[0] ?? null;
  expect(yamlText(yamlAt(root, 'general_settings', 'master_key'))).toBe('sk-1234');
  expect(config?.yaml.errors).toEqual([]);
  expect(config?.text).toHaveLength(text.length);
  const found = scan(projectOf({ [path]: text }), { rules, persona: 'regular' });
  expect(found.filter(({ severity }) => severity === 'critical')).toMatchObject([
    { code: 'LGW203', position: { file: path, line }, repair: null },
  ]);
});

test('it is read once a file', () => {
  const file = fileOf('k8s.yaml', CONFIG_MAP);
  expect(embeddedConfigs(file)[0]).toBe(embeddedConfigs(file)[0]);
});

test.each([
  ['text that is folded', CONFIG_MAP.replace('config.yaml: |', 'config.yaml: >')],
  ['text that is something else', CONFIG_MAP.replaceAll(/model_list|general_settings/g, 'other')],
  ['a value in one line', 'apiVersion: v1\nkind: ConfigMap\ndata: {a: "x"}\n'],
  ['YAML that is broken', 'apiVersion: v1\nkind: ConfigMap\ndata: [\n  model_list: |\n'],
])('%s is none', (_what, text) => {
  expect(embeddedConfigs(fileOf('k8s.yaml', text))).toEqual([]);
});

test('no file but a manifest or values holds one', () => {
  expect(embeddedConfigs(fileOf('compose.yaml', 'services:\n  proxy_config:\n    a: 1\n'))).toEqual(
    [],
  );
  expect(embeddedConfigs(fileOf('values.yaml', 'proxy_config: {a: 1}\n'))).toEqual([]);
});
