import type { Project } from '../project.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';
import { claimedSecrets, placeOfSecret } from '../secrets/claim.ts';
import { moveToVariable, variableNameOf } from '../secrets/move-to-variable.ts';

/** LGW109. */
export const urlWithUserinfo: Rule = {
  code: 'LGW109',
  name: 'url-with-userinfo',
  summary: 'A URL with a user name and a password in it.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'Besides standing in the file, the password goes wherever the URL goes: into logs, error ' +
    'messages, `Referer` headers and the list of processes.',
  help: 'give user and password in settings or headers of their own, read from the environment',
  bad: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/fast
      api_base: {{url-with-user}}
`,
  },
  good: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/fast
      api_base: https://proxy.example.com
`,
  },
  references: ['https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const found of claimedSecrets(project, 'LGW109')) {
    const { file, secret } = found;
    const { span, path, name } = secret;
    const variable = variableNameOf(path ?? name ?? 'service_url');
    const fix = moveToVariable(project, { file, span, name: variable });
    yield {
      ...placeOfSecret(found),
      ...(purposeOf(file.path) === 'use' ? {} : { severity: 'warning' }),
      message: 'a user name and a password stand in this URL',
      // The whole URL moves: what is left here holds no secret, though its readers still log it.
      ...(fix === null ? {} : { fix: { ...fix, class: 'unsafe' } }),
    };
  }
}
