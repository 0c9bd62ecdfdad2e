import type { Severity } from '../diagnostics/finding.ts';

interface FindingKind {
  readonly code: string;
  /** The usual severity; a finding may be milder where the table in `docs/config.md` says so. */
  readonly severity: Severity;
  readonly summary: string;
}

/**
 * Everything that can be found in a configuration, by its readable name. Codes are never reused;
 * `docs/config.md` explains each, and a test holds the two together.
 */
export const FINDING_KINDS = {
  'file-missing': {
    code: 'LGW010',
    severity: 'critical',
    summary: 'The configuration file, or one it includes, does not exist.',
  },
  'file-unreadable': {
    code: 'LGW011',
    severity: 'critical',
    summary: 'A file cannot be read: permissions, a folder, not UTF-8.',
  },
  'file-too-large': {
    code: 'LGW012',
    severity: 'critical',
    summary: 'A file is larger than 1 MiB.',
  },
  'file-empty': {
    code: 'LGW013',
    severity: 'critical',
    summary: 'The configuration file holds nothing, or no map of sections.',
  },
  'invalid-yaml': { code: 'LGW014', severity: 'critical', summary: 'The file is not valid YAML.' },
  'unset-variable': {
    code: 'LGW015',
    severity: 'critical',
    summary: 'A reference os.environ/NAME names a variable that is not set.',
  },
  'several-documents': {
    code: 'LGW016',
    severity: 'critical',
    summary: 'The file holds more than one YAML document.',
  },
  'alias-bomb': {
    code: 'LGW017',
    severity: 'critical',
    summary: 'YAML aliases contain themselves or multiply without bound.',
  },
  'duplicate-key': {
    code: 'LGW018',
    severity: 'warning',
    summary: 'A key is written twice in one map; the last one counts.',
  },
  'include-cycle': {
    code: 'LGW019',
    severity: 'critical',
    summary: 'A file includes itself, directly or through others.',
  },
  'include-repeated': {
    code: 'LGW020',
    severity: 'warning',
    summary: 'A file is included twice; it counts once.',
  },
  'include-replaces-section': {
    code: 'LGW021',
    severity: 'warning',
    summary: 'A section of an included file replaces the whole section written before.',
  },
  'empty-variable': {
    code: 'LGW022',
    severity: 'warning',
    summary: 'A referenced variable is set to nothing, and counts as not written.',
  },
  'unexpanded-reference': {
    code: 'LGW023',
    severity: 'warning',
    summary: 'Text that looks like a reference, but is taken literally.',
  },
  'unknown-key': {
    code: 'LGW024',
    severity: 'warning',
    summary: 'A key nobody reads: mostly a typing mistake.',
  },
  'misplaced-key': {
    code: 'LGW025',
    severity: 'warning',
    summary: 'A known key in a section where nobody reads it.',
  },
  'wrong-type': {
    code: 'LGW026',
    severity: 'critical',
    summary: 'A value has the wrong type or is out of range.',
  },
  'setting-without-effect': {
    code: 'LGW027',
    severity: 'info',
    summary: 'A setting of LiteLLM that has no effect here yet.',
  },
  'guard-without-effect': {
    code: 'LGW028',
    severity: 'warning',
    summary: 'A restriction of LiteLLM that is not enforced here yet.',
  },
  'python-hook': {
    code: 'LGW029',
    severity: 'warning',
    summary: 'A setting names Python code, which cannot be run here.',
  },
  'broken-deployment': {
    code: 'LGW030',
    severity: 'critical',
    summary: 'An entry of model_list lacks something it cannot do without.',
  },
  'unknown-provider': {
    code: 'LGW031',
    severity: 'critical',
    summary: 'It cannot be told which provider a model belongs to.',
  },
  'provider-not-served': {
    code: 'LGW032',
    severity: 'warning',
    summary: 'A provider of LiteLLM that cannot be called from here yet.',
  },
  'duplicate-deployment-id': {
    code: 'LGW033',
    severity: 'warning',
    summary: 'Two deployments have the same model_info.id.',
  },
  'unknown-credential': {
    code: 'LGW034',
    severity: 'critical',
    summary: 'litellm_credential_name is not in credential_list.',
  },
  'unsupported-reference': {
    code: 'LGW035',
    severity: 'critical',
    summary: 'A value refers to a secret store that is not read here, such as oidc/.',
  },
  'invalid-url': {
    code: 'LGW036',
    severity: 'critical',
    summary: 'An address is not an http or https URL.',
  },
  'extra-request-parameter': {
    code: 'LGW037',
    severity: 'warning',
    summary: 'An unknown key of litellm_params, which is sent to the provider.',
  },
  'no-servable-deployment': {
    code: 'LGW038',
    severity: 'critical',
    summary: 'model_list has entries, but none of them can be served.',
  },
  'empty-model-list': {
    code: 'LGW039',
    severity: 'info',
    summary: 'model_list is missing or empty.',
  },
  'unknown-model-group': {
    code: 'LGW040',
    severity: 'warning',
    summary: 'A fallback, alias or group setting names a model that is not in model_list.',
  },
  'unknown-routing-strategy': {
    code: 'LGW041',
    severity: 'critical',
    summary: 'routing_strategy is not one of the known strategies.',
  },
  'replaced-routing-strategy': {
    code: 'LGW042',
    severity: 'warning',
    summary: 'A routing strategy that is not served here; another one takes its place.',
  },
  'invalid-pass-through': {
    code: 'LGW043',
    severity: 'critical',
    summary: 'An entry of pass_through_endpoints cannot be used.',
  },
  'dotenv-syntax': {
    code: 'LGW044',
    severity: 'warning',
    summary: 'A line of an env file cannot be read and is left out.',
  },
  'padded-variable': {
    code: 'LGW045',
    severity: 'warning',
    summary: 'A referenced variable begins or ends with a space, a line break or a quote.',
  },
  'placeholder-variable': {
    code: 'LGW046',
    severity: 'warning',
    summary: 'A referenced variable holds a placeholder from an example instead of a value.',
  },
  'variable-in-other-case': {
    code: 'LGW047',
    severity: 'warning',
    summary: 'A referenced variable is not set, but one that differs only in case is.',
  },
  'unused-variable': {
    code: 'LGW048',
    severity: 'info',
    summary: 'A variable of an env file that looks like a key and that nothing refers to.',
  },
  'master-key-misplaced': {
    code: 'LGW201',
    severity: 'critical',
    summary: 'master_key or database_url outside general_settings, where nobody reads it.',
  },
  'master-key-missing': {
    code: 'LGW202',
    severity: 'critical',
    summary: 'No master key: every caller would be admitted.',
  },
  'master-key-known': {
    code: 'LGW203',
    severity: 'critical',
    summary: 'The master key is publicly known, from documentation or examples.',
  },
} as const satisfies Record<string, FindingKind>;

/** The readable name of a finding, the key of `FINDING_KINDS`. */
export type FindingName = keyof typeof FINDING_KINDS;
