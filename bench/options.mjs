import { parseArgs } from 'node:util';

import { subjects } from './subjects.mjs';

const SECTIONS = ['readiness', 'throughput', 'latency', 'streaming', 'memory'];

export const USAGE = `Usage: npm run bench -- [options]

  --quick            a run of half a minute: shows that all works, records nothing
  --subjects a,b     only these (${subjects.map(({ name }) => name).join(', ')}); direct always takes part
  --only a,b         only these sections (${SECTIONS.join(', ')})
  --out FILE         where the JSON goes (default: bench/results/, or bench/results/tmp/)
  --wait SECONDS     wait up to so long for a quiet machine instead of refusing at once
  --force            measure on a loaded machine all the same; the result says so
  --help             this text

Exit codes: 0 every bar passed, 1 a bar was missed or calls failed, 7 the machine is loaded, 64 usage,
78 something is not installed or built.
`;

/** The options of a run; throws an Error that says what is wrong with them. */
export function readOptions(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      quick: { type: 'boolean', default: false },
      subjects: { type: 'string' },
      only: { type: 'string' },
      out: { type: 'string' },
      wait: { type: 'string', default: '0' },
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (!(Number(values.wait) >= 0)) throw new Error(`--wait wants seconds, not ${values.wait}`);
  const names = subjects.map(({ name }) => name);
  const chosen = choose(values.subjects, names, 'subject');
  return {
    ...values,
    wait: Number(values.wait),
    subjects: subjects.filter(({ name }) => name === 'direct' || chosen.includes(name)),
    sections: choose(values.only, SECTIONS, 'section'),
    complete: chosen.length === names.length && values.only === undefined,
  };
}

function choose(text, known, kind) {
  const chosen = text?.split(',') ?? known;
  const unknown = chosen.filter((name) => !known.includes(name));
  if (unknown.length === 0) return chosen;
  throw new Error(`no ${kind} named ${unknown.join(', ')}; there are ${known.join(', ')}`);
}
