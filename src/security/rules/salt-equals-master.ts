import type { Project } from '../project.ts';
import { secretMatch, variableMatch } from '../reading/visible-place.ts';
import { assignmentsTo } from '../reading/assignments.ts';
import { keyVariables, writtenKeys, type WrittenKey } from '../reading/gateway-keys.ts';
import { referencedVariable } from '../reading/variables.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW208. */
export const saltEqualsMaster: Rule = {
  code: 'LGW208',
  name: 'salt-equals-master',
  summary: 'One value as master key and as salt key.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'The master key travels with requests, the salt key decrypts the credentials in the database. ' +
    'If they are one, whoever sees an administrator’s request can read a stolen dump as well.',
  help: 'make a salt key of its own, and let `llmgw reencrypt-db` encrypt what is stored with it',
  bad: { '.env': 'LITELLM_MASTER_KEY={{litellm}}\nLITELLM_SALT_KEY={{litellm}}\n' },
  good: { '.env': 'LITELLM_MASTER_KEY={{litellm}}\nLITELLM_SALT_KEY={{litellm:2}}\n' },
  references: ['https://docs.litellm.ai/docs/proxy/prod'],
  check,
};

const message = 'this salt key is the master key';

function* check(project: Project): Generator<Match> {
  const masters = writtenKeys(project, 'master');
  for (const salt of writtenKeys(project, 'salt')) {
    const same = masters.find((key) => key.value === salt.value);
    // The same variable under both names is told below.
    if (same === undefined || isSamePlace(same, salt)) continue;
    const related = [{ file: same.file.path, span: same.span, message: 'the master key' }];
    yield { ...secretMatch(project, salt, message), related };
  }
  yield* handedOn(project);
}

function isSamePlace(one: WrittenKey, other: WrittenKey): boolean {
  return one.file === other.file && one.span.start === other.span.start;
}

/** `LITELLM_SALT_KEY: ${LITELLM_MASTER_KEY}`. */
function* handedOn(project: Project): Generator<Match> {
  const masters = keyVariables(project, 'master');
  for (const salt of assignmentsTo(project, keyVariables(project, 'salt'))) {
    const { name, value } = salt;
    const source = value === null ? null : referencedVariable(value);
    if (source === null || source === name || !masters.has(source)) continue;
    yield variableMatch(project, salt, message);
  }
}
