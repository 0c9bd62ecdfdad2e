import type { FindingName } from './finding-codes.ts';

/** What to do about each kind of finding: in `docs/config.md` it follows the summary, and a test holds that. */
export const FINDING_HELP: Readonly<Record<FindingName, string>> = {
  'file-missing':
    'Check the path. For an include: it is looked for beside the main file, not beside the file ' +
    'that names it.',
  'file-unreadable':
    'Fix the permissions, name the file instead of its folder, or save it as UTF-8.',
  'file-too-large': 'Split the file with `include:`.',
  'file-empty': 'The smallest file is `model_list: []`.',
  'invalid-yaml':
    'Mend the line; every syntax error is told in one go. Nothing else is checked until the ' +
    'file parses.',
  'unset-variable':
    'Set the variable, in the environment or an env file. One finding for each variable, with ' +
    'every line that needs it. A warning, and null as in LiteLLM, with `--allow-unset-env`.',
  'several-documents': 'Keep one document; put others into files of their own under `include:`.',
  'alias-bomb': 'Write the values out.',
  'duplicate-key': 'Remove one of the two. As in LiteLLM the last one counts.',
  'include-cycle': 'Remove the line that closes the circle.',
  'include-repeated': 'Remove the second line. LiteLLM would take the models twice.',
  'include-replaces-section':
    'As in LiteLLM, only lists are joined; a map of an include takes the place of the whole ' +
    'section. Write the section in one file.',
  'empty-variable': 'Set the variable or remove the line. LiteLLM would send the empty text.',
  'unexpanded-reference':
    'A reference is a whole value: `os.environ/NAME`. `${NAME}` and text around a reference are ' +
    'not expanded (except in pass-through headers).',
  'unknown-key': 'Mend the spelling, or remove the key. LiteLLM ignores it in silence.',
  'misplaced-key': 'Move it to the section the finding names. LiteLLM ignores it where it is.',
  'wrong-type':
    'Write the type the finding names. A warning where nothing here reads the value, and for a ' +
    'list under `drop_params`, which counts as true.',
  'setting-without-effect':
    'Nothing to do; it says what not to expect. Told once for each setting.',
  'guard-without-effect':
    'Do not rely on it: what LiteLLM would refuse is let through. Enforce it elsewhere until it ' +
    'is served here.',
  'python-hook':
    'Remove it, or do without. `custom_auth` is critical, because callers would be let in by ' +
    'other rules than yours.',
  'broken-deployment': 'Every entry of `model_list` needs `model_name` and `litellm_params.model`.',
  'unknown-provider':
    'Write `provider/model`, set `custom_llm_provider`, or give an `api_base` of an ' +
    'OpenAI-compatible server. A warning when an `api_base` stands beside a prefix that is ' +
    "nearly a provider's name.",
  'provider-not-served':
    'Its deployments are left out. A group with none left answers requests with that reason.',
  'duplicate-deployment-id':
    'Give each an id of its own; the later one is called `id-2` meanwhile.',
  'unknown-credential': 'Add it to `credential_list`, or mend the name.',
  'unsupported-reference': 'Put the token into a variable and refer to that.',
  'invalid-url': 'Write `http://` or `https://` in front.',
  'extra-request-parameter':
    'If it is a parameter of the provider, all is well. If it is a typing mistake, mend it: the ' +
    'provider may refuse it.',
  'no-servable-deployment':
    'The other findings say why. A file with pass-through endpoints alone is served.',
  'empty-model-list': 'Nothing to do if the models come from elsewhere.',
  'unknown-model-group': 'Mend the name. LiteLLM only fails when a request gets there.',
  'unknown-routing-strategy': 'Choose one of the strategies the finding lists.',
  'replaced-routing-strategy':
    '`cost-based-routing` is served as `simple-shuffle`; give cheaper deployments a lower ' +
    '`order` or a higher `weight`.',
  'invalid-pass-through':
    'An endpoint needs `path` (plain, no templates) and `target` (http or https).',
  'dotenv-syntax':
    'Write `NAME=value`, with quotes around values that hold spaces or `#`. The line is left ' +
    'out.',
  'padded-variable':
    'Take these off where it is set: `docker run --env-file` and Kubernetes keep the quotes of ' +
    'a file.',
  'placeholder-variable': 'Set the real one.',
  'variable-in-other-case': 'Names of variables are case-sensitive: use one of the two.',
  'unused-variable': 'Remove it, or refer to it with `os.environ/NAME`.',
  'master-key-misplaced':
    'Move it under `general_settings`: elsewhere it is ignored, and LiteLLM would run open.',
  'master-key-missing':
    'Set `general_settings.master_key` or `LITELLM_MASTER_KEY`. Raised when serving.',
  'master-key-known': 'Choose a key of your own. Raised when serving.',
};
