import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { toPlain } from '../../../../src/config/node.ts';
import { configJsonSchema } from '../../../../src/config/schema/json-schema.ts';
import { SECTIONS } from '../../../../src/config/schema/sections.ts';
import { accepts, VALUE_TYPES, type ValueType } from '../../../../src/config/values.ts';
import { mapOf } from '../load-text.ts';

const schema = configJsonSchema();
const validate = new Ajv({ strict: false }).compile(schema);

function isValid(yaml: string): boolean {
  return validate(toPlain(mapOf(yaml)));
}

const OWN_SHAPE = new Set(['groups', 'pass_through_endpoints', 'model_group_retry_policy']);
/** How large a number is that stands in a text is beyond a pattern. */
const LENIENT = /^"[\d.]+"$|^\d+h$/;

/** A key of each type that nothing inside the file gives another schema. */
function keyOf(type: ValueType): readonly [section: string, key: string] | null {
  for (const [path, table] of SECTIONS) {
    for (const [key, spec] of table) {
      const inner = SECTIONS.some(([own]) => own === `${path}.${key}`);
      if (spec.type === type && !inner && !OWN_SHAPE.has(key)) return [path, key];
    }
  }
  return null;
}

function nested(path: string, line: string): string {
  const keys = path.split('.');
  const heads = keys.map((key, depth) => `${'  '.repeat(depth)}${key}:\n`);
  return `${heads.join('')}${'  '.repeat(keys.length)}${line}\n`;
}

const VALUES =
  `null true false yes "yes" 0 1 -1 1.5 "1.5" "3" 7000 70000 30s 500ms 25h 1d p95 off "off"
  auto replay reject bypass embedded metrics_only enforce first_token complete word "" [] [1] [a,b]
  {} {a: 1} os.environ/NAME`.split(/\s(?![^{]*\})/);

describe('the schema of the file', () => {
  test.each(VALUE_TYPES)('says of `%s` what the loader says', (type) => {
    const place = keyOf(type);
    if (place === null) return;
    const [path, key] = place;
    for (const value of VALUES.filter((word) => word !== '')) {
      const yaml = nested(path, `${key}: ${value}`);
      const node = mapOf(`v: ${value}\n`).entries.get('v')?.value;
      if (node === undefined) throw new Error('no value');
      // Whether a variable holds what is wanted is seen when it is read.
      const wanted = value.startsWith('os.environ/') ? isValid(yaml) : accepts(type, node);
      if (LENIENT.test(value) && !wanted) continue;
      expect(`${type} ${value} ${isValid(yaml)}`).toBe(`${type} ${value} ${wanted}`);
    }
  });

  test('a variable may stand for any single value', () => {
    expect(isValid('router_settings:\n  num_retries: os.environ/RETRIES\n')).toBe(true);
    expect(isValid('general_settings:\n  store_model_in_db: os.environ/STORE\n')).toBe(true);
  });

  test('a key nobody reads is underlined, but not where it goes to the provider', () => {
    expect(isValid('general_settings:\n  master_kye: sk-x\n')).toBe(false);
    expect(isValid('master_key: sk-x\n')).toBe(false);
    const model = (line: string): string =>
      `model_list:\n  - model_name: a\n    litellm_params:\n      model: openai/a\n      ${line}\n`;
    expect(isValid(model('min_p: 0.1'))).toBe(true);
    expect(isValid(model('timeout: [1]'))).toBe(false);
  });

  test('an entry of model_list has a name and a model', () => {
    expect(isValid('model_list:\n  - litellm_params: {model: openai/a}\n')).toBe(false);
    expect(isValid('model_list:\n  - model_name: a\n    litellm_params: {}\n')).toBe(false);
  });

  // `llmgw validate-config --schema > schema/llmgw.config.schema.json`, then prettier, writes it anew.
  test('is draft 7, as yaml-language-server wants it, and the published file', () => {
    const file = new URL('../../../../schema/llmgw.config.schema.json', import.meta.url);
    const published: unknown = JSON.parse(readFileSync(file, 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(schema)));
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
  });
});
