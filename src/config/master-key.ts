import type { Secret } from '../core/secret.ts';

/** Keys that documentation, examples and tutorials print. */
export const KNOWN_MASTER_KEYS: ReadonlySet<string> = new Set([
  'sk-1234',
  'sk-12345',
  'sk-123456',
  'sk-1234567',
  'sk-12345678',
  'sk-123456789',
  'sk-1234567890',
  'sk-admin',
  'sk-changeme',
  'sk-change-me',
  'sk-default',
  'sk-demo',
  'sk-dev',
  'sk-dummy',
  'sk-example',
  'sk-fake',
  'sk-key',
  'sk-litellm',
  'sk-litellm-master-key',
  'sk-local',
  'sk-master',
  'sk-master-key',
  'sk-none',
  'sk-password',
  'sk-placeholder',
  'sk-proxy',
  'sk-secret',
  'sk-test',
  'sk-your-key',
  'sk-your-key-here',
  'sk-your-master-key',
  'sk-your-litellm-master-key',
  'admin',
  'change-me',
  'change_me',
  'changeit',
  'changeme',
  'default',
  'dummy',
  'example',
  'key',
  'litellm',
  'master',
  'master-key',
  'master_key',
  'none',
  'null',
  'password',
  'placeholder',
  'replace-me',
  'replace_me',
  'replaceme',
  'secret',
  'string',
  'test',
  'todo',
  'undefined',
]);

const PLACEHOLDER = [
  /^<.*>$/,
  /^\$?\{.*\}$/,
  /^(?:sk-)?your[-_ ]/,
  /^(?:sk-)?(?:my|the)[-_ ]?(?:master|secret|litellm)?[-_ ]?key$/,
  /^(?:sk-)?[x*._0-]+$/,
  /^(?:sk-)?replace[-_ ]/,
  /^(?:sk-)?change[-_ ]?(?:me|this)/,
  /^(?:sk-)?insert[-_ ]/,
  /^os\.environ\//,
];

/**
 * Why a master key cannot guard anything: there is none, it is blank, or everybody knows it. null
 * when none of this holds.
 */
export function masterKeyProblem(key: Secret | null): 'missing' | 'blank' | 'known' | null {
  if (key === null) return 'missing';
  const text = key.reveal().trim().toLowerCase();
  if (text === '') return 'blank';
  const isKnown = KNOWN_MASTER_KEYS.has(text) || PLACEHOLDER.some((shape) => shape.test(text));
  return isKnown ? 'known' : null;
}
