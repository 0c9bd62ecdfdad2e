import { type YamlScalar } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { mcpServers } from '../reading/mcp-servers.ts';
import type { Match, Rule } from '../rule.ts';
import { isWithin } from '../reading/literal-secret.ts';
import { claimedSecrets, placeOfSecret } from '../secrets/claim.ts';
import { isPlaceholder, isReference } from '../secrets/placeholders.ts';

/** LGW611. */
export const mcpSecretInArgs: Rule = {
  code: 'LGW611',
  name: 'mcp-secret-in-args',
  summary: 'A secret among the arguments of a program, or in the query of an address.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'Arguments are shown to every account of the machine by `ps`, and addresses stand in the logs of every proxy.',
  help: 'hand it over in `env`, or in a header: `os.environ/NAME`',
  bad: {
    'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [tool@1.0.0, --api-key, "{{groq}}"]
`,
  },
  good: {
    'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [tool@1.0.0]
    env: {API_KEY: os.environ/TOOL_KEY}
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

const SECRET_OPTION =
  /^--?(?:api[-_]?key|token|password|secret|auth(?:[-_]token)?|access[-_]token)(?:=(.+))?$/i;

function* check(project: Project): Generator<Match> {
  const claimed = claimedSecrets(project, 'LGW611');
  for (const found of claimed) {
    yield {
      ...placeOfSecret(found),
      message: `${found.secret.form.label} that everybody on the machine can see`,
    };
  }
  for (const { file, args, name } of mcpServers(project)) {
    for (const holder of args.flatMap((_, at) => secretAt(args, at) ?? [])) {
      if (claimed.some(({ secret }) => isWithin(secret.span, holder))) continue;
      yield {
        ...placeOf(file, holder),
        secret: 'weak',
        message: `\`${name}\` is given a secret as an argument`,
      };
    }
  }
}

/** The word that holds the value of an option whose name promises a secret. */
function secretAt(args: readonly YamlScalar[], at: number): YamlScalar | null {
  const word = args[at];
  const option = SECRET_OPTION.exec(word?.text ?? '');
  if (word === undefined || option === null) return null;
  const holder = option[1] === undefined ? (args[at + 1] ?? null) : word;
  return isSecretValue(option[1] ?? holder?.text ?? '') ? holder : null;
}

function isSecretValue(value: string): boolean {
  return value !== '' && !value.startsWith('-') && !isReference(value) && !isPlaceholder(value);
}
