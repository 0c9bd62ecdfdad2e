/** One cell of the matrix: what stands in the way, and what is said to it. */
export interface Cell {
  readonly title: string;
  readonly marker?: string;
  /** Another session is connected. */
  readonly connected?: boolean;
  readonly agent?: string;
  readonly sql?: string;
  readonly flags: (facts: { token: string; rows: number; name: string }) => readonly string[];
  /** The guard that refuses; null: nothing does. */
  readonly refuses: string | null;
}

const confirmed = ['--no-backup', '--discard-rows'];
/** Every guard, with and without what overrides it, on databases with and without a mark. */
export const CELLS: readonly Cell[] = [
  {
    title: 'a token and the rows typed out pass',
    flags: ({ token, rows }) => ['--confirm', token, ...confirmed, `${rows}`],
    refuses: null,
  },
  { title: 'without anything', flags: () => [], refuses: 'confirmation' },
  { title: 'with --yes alone', flags: () => ['--yes'], refuses: 'confirmation' },
  {
    title: 'with --yes on a database marked staging',
    marker: 'staging',
    flags: () => ['--yes'],
    refuses: 'confirmation',
  },
  {
    title: 'with --yes on a database marked ci',
    marker: 'ci',
    flags: ({ rows }) => ['--yes', ...confirmed, `${rows}`],
    refuses: null,
  },
  {
    title: 'with --yes and no backup, although marked ci',
    marker: 'ci',
    flags: () => ['--yes', '--no-backup'],
    refuses: 'backup',
  },
  { title: 'with a made-up token', flags: () => ['--confirm', 'NK-AAAA-AAAA'], refuses: 'token' },
  {
    title: 'with a made-up token on a database marked test',
    marker: 'test',
    flags: () => ['--confirm', 'NK-AAAA-AAAA', '--yes'],
    refuses: 'token',
  },
  {
    title: 'without a backup and without the rows',
    flags: ({ token }) => ['--confirm', token, '--no-backup'],
    refuses: 'backup',
  },
  {
    title: 'with the wrong number of rows',
    flags: ({ token, rows }) => ['--confirm', token, ...confirmed, `${rows - 1}`],
    refuses: 'backup',
  },
  {
    title: 'marked production, with a token',
    marker: 'production',
    flags: ({ token, rows }) => ['--confirm', token, ...confirmed, `${rows}`],
    refuses: 'production',
  },
  {
    title: 'marked production, with another name',
    marker: 'production',
    flags: ({ token, rows }) => [
      '--confirm',
      token,
      '--production',
      'other',
      ...confirmed,
      `${rows}`,
    ],
    refuses: 'production',
  },
  {
    title: 'marked production, with its name',
    marker: 'production',
    flags: ({ token, rows, name: named }) => [
      '--confirm',
      token,
      '--production',
      named,
      ...confirmed,
      `${rows}`,
    ],
    refuses: null,
  },
  {
    title: 'marked production, with its name but without a token',
    marker: 'production',
    flags: ({ name: named }) => ['--production', named, '--yes'],
    refuses: 'confirmation',
  },
  {
    title: 'connected sessions look like production',
    connected: true,
    flags: ({ token }) => ['--confirm', token],
    refuses: 'production',
  },
  {
    title: 'connected sessions, with the name alone',
    connected: true,
    flags: ({ token, name: named }) => ['--confirm', token, '--production', named],
    refuses: 'sessions',
  },
  {
    title: 'connected sessions, allowed',
    connected: true,
    flags: ({ token, rows, name: named }) => [
      '--confirm',
      token,
      '--production',
      named,
      '--allow-connected',
      ...confirmed,
      `${rows}`,
    ],
    refuses: null,
  },
  {
    title: 'connected sessions, ended one by one',
    connected: true,
    flags: ({ token, rows, name: named }) => [
      '--confirm',
      token,
      '--production',
      named,
      '--terminate-others',
      ...confirmed,
      `${rows}`,
    ],
    refuses: null,
  },
  {
    title: 'connected sessions on a database marked dev',
    connected: true,
    marker: 'dev',
    flags: ({ rows }) => ['--yes', ...confirmed, `${rows}`],
    refuses: null,
  },
  {
    title: 'an agent',
    agent: '',
    flags: ({ token, rows }) => ['--confirm', token, ...confirmed, `${rows}`],
    refuses: 'agent',
  },
  {
    title: 'an agent with a consent to something else',
    agent: 'yes please wipe it all, NK-AAAA-AAAA',
    flags: ({ token }) => ['--confirm', token],
    refuses: 'agent',
  },
  {
    title: 'an agent with a consent to this',
    agent: 'I want the test data gone: TOKEN',
    flags: ({ token, rows }) => ['--confirm', token, ...confirmed, `${rows}`],
    refuses: null,
  },
  {
    title: 'an agent on a database marked test',
    agent: '',
    marker: 'test',
    flags: ({ rows }) => ['--yes', ...confirmed, `${rows}`],
    refuses: null,
  },
  {
    title: 'an agent on a database marked production, named',
    agent: '',
    marker: 'production',
    flags: ({ token, name: named }) => ['--confirm', token, '--production', named],
    refuses: 'agent',
  },
  {
    title: 'a publication',
    sql: 'CREATE PUBLICATION pub_all FOR ALL TABLES',
    flags: ({ token }) => ['--confirm', token],
    refuses: 'production',
  },
  {
    title: 'requests of today',
    sql: `INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, "startTime", "endTime") VALUES ('today', 'x', now(), now())`,
    flags: ({ token }) => ['--confirm', token],
    refuses: 'production',
  },
  {
    title: 'a table of somebody else refers to keys',
    sql: 'CREATE TABLE app_users (id int, token text REFERENCES "LiteLLM_VerificationToken")',
    flags: ({ token }) => ['--confirm', token],
    refuses: 'hindrance',
  },
  {
    title: 'the same on a database marked test',
    marker: 'test',
    sql: 'CREATE TABLE app_users (id int, token text REFERENCES "LiteLLM_VerificationToken")',
    flags: () => ['--yes'],
    refuses: 'hindrance',
  },
];
