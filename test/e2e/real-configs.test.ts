import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config/load.ts';
import { brief, CATALOGUE } from '../src/config/load-text.ts';

/** What a file gives: deployments and groups left out, or the critical findings that refuse it. */
type Expectation =
  | {
      readonly deployments: number;
      readonly unserved?: readonly string[];
      readonly warnings?: readonly string[];
    }
  | { readonly refused: readonly string[] };

const HERE = dirname(fileURLToPath(import.meta.url));
const OWN = join(HERE, '../fixtures/config');
/** Configurations that people run, beside the repository where somebody has collected them. */
const COLLECTED = join(HERE, '../../../shared/configs');

const OWN_FILES: Readonly<Record<string, Expectation>> = {
  'complete.yaml': { deployments: 5 },
  'broken.yaml': {
    refused: [
      'critical unknown-provider 5:14',
      'critical unknown-provider 8:14',
      'critical invalid-url 12:17',
      'critical broken-deployment 13:5',
      'critical master-key-misplaced 16:3',
      'critical unknown-routing-strategy 20:21',
      'critical python-hook 24:3',
    ],
  },
  'syntax.yaml': { refused: ['critical invalid-yaml 5:1'] },
};

/** Each was read, and its findings checked by hand. */
const COLLECTED_FILES: Readonly<Record<string, Expectation>> = {
  '01.yaml': {
    deployments: 2,
    unserved: ['gemini-2.5-flash-lite', 'gemini-3-pro-preview', 'gemini-3-flash-preview'],
    warnings: ['provider-not-served'],
  },
  '03.yaml': {
    deployments: 3,
    unserved: ['claude-sonnet-4-20250514'],
    warnings: ['provider-not-served', 'unknown-key'],
  },
  '05.yaml': {
    deployments: 38,
    warnings: ['provider-not-served', 'unexpanded-reference', 'unknown-key', 'misplaced-key'],
  },
  // Python keyword arguments (`fallbacks=[…]`) in place of keys.
  '07.yaml': { refused: ['critical invalid-yaml 162:63', 'critical invalid-yaml 163:3'] },
  '09.yaml': {
    deployments: 2,
    unserved: ['claude-haiku-4.5'],
    warnings: ['provider-not-served', 'misplaced-key'],
  },
  // Bedrock only.
  '11.yaml': { refused: ['critical no-servable-deployment 5:1'] },
  // `zhipu` is no provider of LiteLLM either.
  '13.yaml': { refused: ['critical unknown-provider 75:14'] },
  '15.yaml': {
    deployments: 31,
    unserved: ['gemini'],
    warnings: ['provider-not-served', 'misplaced-key'],
  },
  '17.yaml': { deployments: 1 },
  '19.yaml': { deployments: 4 },
  '21.yaml': { deployments: 1, warnings: ['unknown-key'] },
  '23.yaml': {
    deployments: 4,
    unserved: [
      'claude-sonnet-4-6',
      'claude-haiku-4-5',
      'gemini-3-pro-preview',
      'gemini-3-flash-preview',
      'gemini-3-pro-image-preview',
    ],
    warnings: ['provider-not-served', 'unknown-key'],
  },
  '25.yaml': {
    deployments: 6,
    unserved: [
      'claude-sonnet-4-6',
      'claude-haiku-4-5',
      'claude-sonnet-4-6-thinking',
      'gemini-3.1-pro-preview',
      'gemini-3-flash-preview',
      'gemini-3.1-pro-thinking',
      'gemini-3-flash-thinking',
      'gemini-3-pro-image-preview',
    ],
    warnings: ['provider-not-served', 'unknown-key'],
  },
  '27.yaml': { deployments: 1 },
  '29.yaml': { deployments: 5 },
  '31.yaml': { deployments: 3, warnings: ['unknown-key'] },
  '33.yaml': { deployments: 6 },
  '35.yaml': {
    deployments: 4,
    warnings: ['extra-request-parameter', 'wrong-type', 'unknown-key'],
  },
  '37.yaml': { deployments: 6, unserved: ['longdoc'], warnings: ['provider-not-served'] },
  '39.yaml': {
    deployments: 2,
    unserved: ['gemini-flash-tools'],
    warnings: ['provider-not-served', 'unexpanded-reference', 'misplaced-key', 'unknown-key'],
  },
  '41.yaml': { deployments: 11, warnings: ['unknown-model-group'] },
  '43.yaml': { refused: ['critical no-servable-deployment 1:1'] },
  '45.yaml': {
    deployments: 2,
    unserved: [
      'claude-sonnet',
      'claude-haiku',
      'gemini-pro',
      'gemini-flash',
      'bedrock-claude-sonnet',
      'bedrock-claude-haiku',
    ],
    warnings: ['provider-not-served', 'python-hook'],
  },
  '47.yaml': { deployments: 2 },
  // Authentication is a Python hook.
  '49.yaml': { refused: ['critical python-hook 31:3'] },
  '51.yaml': { deployments: 7, warnings: ['misplaced-key'] },
  '53.yaml': { deployments: 2 },
  // `database_url` under `litellm_settings`.
  '55.yaml': { refused: ['critical master-key-misplaced 8:3'] },
  '57.yaml': { deployments: 2 },
  '59.yaml': { deployments: 1, unserved: ['backup'], warnings: ['provider-not-served'] },
  '61.yaml': { refused: ['critical unknown-provider 4:12'] },
  '63.yaml': {
    deployments: 3,
    unserved: ['fast-cloud', 'voice-critical', 'frontier'],
    warnings: ['provider-not-served', 'unknown-model-group'],
  },
  '65.yaml': { deployments: 2 },
  '67.yaml': { deployments: 14 },
  '69.yaml': { deployments: 8 },
  '71.yaml': {
    deployments: 24,
    unserved: ['sagemaker-completion-model', 'anthropic/*', 'bedrock/*', 'gemini-1.5-flash'],
    warnings: ['provider-not-served'],
  },
  '73.yaml': { deployments: 1, warnings: ['guard-without-effect'] },
  '75.yaml': { deployments: 1 },
  '77.yaml': {
    deployments: 6,
    unserved: ['bedrock/*'],
    warnings: ['provider-not-served', 'guard-without-effect', 'python-hook'],
  },
  '79.yaml': { deployments: 1 },
  // Anthropic only.
  '81.yaml': { refused: ['critical no-servable-deployment 1:1'] },
  '83.yaml': { deployments: 4 },
  '85.yaml': { deployments: 1 },
};

const cases = [...casesOf(OWN, OWN_FILES), ...casesOf(COLLECTED, COLLECTED_FILES)];

interface Case {
  readonly name: string;
  readonly file: string;
  readonly expected: Expectation | undefined;
}

/** Every YAML file of a folder, so that one without an expectation shows; none when it is absent. */
function casesOf(folder: string, expectations: Readonly<Record<string, Expectation>>): Case[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({
      name: `${basename(folder)}/${name}`,
      file: join(folder, name),
      expected: expectations[name],
    }));
}

/** The variables a file refers to, outside comments. */
function variablesOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replaceAll(/(?:^|\s)#.*$/gm, '');
  return [...new Set([...text.matchAll(/os\.environ\/(\w+)/g)].map(([, name]) => name ?? ''))];
}

function fakeValue(name: string): string {
  if (name.endsWith('_MODEL')) return 'openai/whisper-1';
  if (name.endsWith('_PORT')) return '6380';
  return /(?:BASE|HOST|URL)$/.test(name) ? 'http://127.0.0.1:9' : `fake-${name}`;
}

function load(file: string, env: Readonly<Record<string, string>>) {
  return loadConfig({ file, env, providers: CATALOGUE });
}

describe('configurations as people write them', () => {
  test.each(cases)('$name loads, or is refused for the right reason', ({ file, expected }) => {
    const env = Object.fromEntries(variablesOf(file).map((name) => [name, fakeValue(name)]));
    const { config, findings } = load(file, env);
    if (expected === undefined || 'refused' in expected) {
      const critical = findings.filter(({ severity }) => severity === 'critical');
      expect(brief(critical)).toEqual(expected?.refused);
      expect(config).toBeNull();
      return;
    }
    const warnings = findings.filter(({ severity }) => severity === 'warning');
    expect(config?.deployments).toHaveLength(expected.deployments);
    expect([...(config?.unserved.keys() ?? [])]).toEqual(expected.unserved ?? []);
    expect(new Set(warnings.map(({ name }) => name))).toEqual(new Set(expected.warnings));
  });

  test.each(cases)('$name names each unset variable exactly once', ({ file }) => {
    const { findings } = load(file, {});
    const unset = findings.filter(({ name }) => name === 'unset-variable');
    const named = unset.map(({ message }) => /`(\w+)`/.exec(message)?.[1] ?? message);
    const parses = findings.every(({ name }) => name !== 'invalid-yaml');
    // What refers to an unset entry of environment_variables is unset as well.
    const missing = parses ? variablesOf(file) : [];
    expect(named.toSorted()).toEqual(missing.toSorted());
    expect(unset.every(({ severity }) => severity === 'critical')).toBe(true);
  });

  test('every expectation has its file', () => {
    const names = cases.map(({ name }) => basename(name));
    const wanted = existsSync(COLLECTED)
      ? [...Object.keys(OWN_FILES), ...Object.keys(COLLECTED_FILES)]
      : Object.keys(OWN_FILES);
    expect(names.toSorted()).toEqual(wanted.toSorted());
  });
});
