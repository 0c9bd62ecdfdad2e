/** The layers of a validation, in their order. */
export const LAYERS = [
  'find',
  'syntax',
  'schema',
  'references',
  'environment',
  'formats',
  'credentials',
  'reach',
  'probe',
] as const;

/** One of `LAYERS`. */
export type Layer = (typeof LAYERS)[number];

const BY_NAME: Readonly<Record<string, Layer>> = {
  'file-missing': 'find',
  'file-unreadable': 'find',
  'file-too-large': 'find',
  'file-empty': 'find',
  'include-cycle': 'find',
  'include-repeated': 'find',
  'invalid-yaml': 'syntax',
  'several-documents': 'syntax',
  'alias-bomb': 'syntax',
  'duplicate-key': 'syntax',
  'unset-variable': 'environment',
  'empty-variable': 'environment',
  'unexpanded-reference': 'environment',
  'dotenv-syntax': 'environment',
  'padded-variable': 'environment',
  'placeholder-variable': 'environment',
  'unused-variable': 'environment',
  'variable-in-other-case': 'environment',
  'duplicate-deployment-id': 'references',
  'unknown-credential': 'references',
  'unknown-model-group': 'references',
  'invalid-url': 'formats',
  'unknown-provider': 'formats',
  'provider-not-served': 'formats',
  'master-key-misplaced': 'credentials',
  'master-key-missing': 'credentials',
  'master-key-known': 'credentials',
};

/** The layer a finding belongs to; rules of `check-security` are about credentials. */
export function layerOf(name: string, isSecurity: boolean): Layer {
  return BY_NAME[name] ?? (isSecurity ? 'credentials' : 'schema');
}
