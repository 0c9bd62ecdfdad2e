const BASE = ['core', 'config', 'diagnostics', 'crypto', 'resilience', 'telemetry'];
const PARTS = [...BASE, 'db', 'cache', 'http', 'providers'];

/** Who may import whom. A folder of src/ that is not in this table fails the check. */
const LAYERS = {
  core: [],
  diagnostics: ['core'],
  config: ['core', 'diagnostics'],
  crypto: ['core'],
  resilience: ['core'],
  telemetry: ['core'],
  db: BASE,
  cache: BASE,
  http: BASE,
  providers: ['core'],
  security: ['core', 'config', 'diagnostics'],
  mcp: ['core', 'config', 'diagnostics', 'telemetry', 'crypto', 'db', 'http'],
  infra: ['core', 'config', 'diagnostics', 'telemetry', 'db', 'http'],
  skills: ['core', 'config', 'diagnostics', 'telemetry', 'db'],
  chaos: ['core'],
  access: [...BASE, 'db', 'cache'],
  spend: [...BASE, 'db', 'access'],
  rotation: [...BASE, 'db'],
  wipe: [...BASE, 'db'],
  'stored-models': [...BASE, 'db'],
  gateway: [...PARTS, 'access', 'spend'],
  routes: [...PARTS, 'mcp', 'skills', 'infra', 'access', 'spend', 'stored-models', 'gateway'],
  cli: ['core', 'diagnostics', 'telemetry'],
};

/** The only places that may import a package. */
const PACKAGE_OWNERS = {
  chalk: '^src/cli/',
  commander: '^(src/cli/|commands/[^/]+/[^/]+[.]command[.]ts$)',
  ioredis: '^src/cache/',
  'libpg-query': '^src/infra/',
  'libsodium-wrappers': '^src/crypto/',
  pg: '^src/db/',
  '@modelcontextprotocol': '^src/mcp/',
  'ajv|ajv-formats': '^src/mcp/arguments/',
  'pino|pino-pretty': '^src/telemetry/',
  undici: '^src/http/',
  yaml: '^src/config/',
};

const NETWORK = '^(node:)?(http|https|http2|net|tls|dgram)$';
const OUTSIDE_WORLD =
  '^(node:)?(http|https|http2|net|tls|dgram|dns|fs|fs/promises|child_process|worker_threads)$';

function layerRule([folder, allowed]) {
  return {
    name: `layer-${folder}`,
    comment: `src/${folder} may import ${['itself', ...allowed].join(', ')}`,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: {
      path: '^(src|commands|bin|test)/',
      pathNot: `^src/(${[folder, ...allowed].join('|')})/`,
    },
  };
}

function packageRule([name, owner]) {
  return {
    name: `only-its-owner-imports-${name.split('|')[0]}`,
    severity: 'error',
    from: { path: '^(src|commands|bin)/', pathNot: owner },
    to: { path: `(^|/)node_modules/(${name})/` },
  };
}

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(LAYERS).map(layerRule),
    ...Object.entries(PACKAGE_OWNERS).map(packageRule),
    {
      name: 'every-folder-has-a-layer',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: `^src/(${Object.keys(LAYERS).join('|')})/` },
    },
    {
      name: 'providers-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/providers/([^/]+)/' },
      to: { path: '^src/providers/', pathNot: '^src/providers/($1/|shared/|provider[.]ts$)' },
    },
    {
      name: 'rules-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/security/rules/' },
      to: { path: '^src/security/rules/' },
    },
    {
      name: 'commands-do-not-know-each-other',
      severity: 'error',
      from: { path: '^commands/([^/]+)/' },
      to: { path: '^commands/', pathNot: '^commands/($1/|[^/]+[.]ts$)' },
    },
    {
      name: 'bin-only-starts',
      severity: 'error',
      from: { path: '^bin/' },
      to: { pathNot: '^(src/cli/|commands/(registry|context)[.]ts$)' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { path: '^(src|commands|bin)/' },
      to: { path: '^test/' },
    },
    {
      name: 'sockets-only-in-http-and-chaos',
      severity: 'error',
      from: { path: '^(src|commands|bin)/', pathNot: '^src/(http|chaos)/' },
      to: { path: NETWORK, dependencyTypes: ['core'] },
    },
    {
      name: 'core-touches-nothing-outside',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: OUTSIDE_WORLD, dependencyTypes: ['core'] },
    },
    {
      name: 'no-unresolvable-imports',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
