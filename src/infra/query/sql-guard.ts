import { parse } from 'libpg-query';
import { LlmgwError, messageOf } from '../../core/errors.ts';
import {
  ALLOWED_FUNCTIONS,
  ALLOWED_NODES,
  ALLOWED_RELATIONS,
  ALLOWED_TYPES,
  ALLOWED_VALUE_FUNCTIONS,
} from './sql-allowed.ts';

const MOST_CHARACTERS = 20_000;
const MOST_DEPTH = 200;

/**
 * The one SELECT of a text, without the semicolon behind it: read by PostgreSQL's own grammar, and made
 * of allowed parts only. Throws `E_USAGE` for what cannot be parsed, `E_REFUSED` for anything else.
 */
export async function guardSql(sql: string): Promise<string> {
  if (sql.length > MOST_CHARACTERS) throw refused('it is too long');
  if (sql.includes('\0')) throw refused('it holds a NUL');
  const { stmts } = fieldsOf(await parseSql(sql));
  const [only, ...more] = listOf(stmts);
  if (only === undefined) throw usage('there is no statement');
  if (more.length > 0) throw refused('it holds more than one statement');
  const { stmt, stmt_location: start = 0, stmt_len: length } = fieldsOf(only);
  if (!('SelectStmt' in fieldsOf(stmt))) throw refused('only SELECT is allowed');
  checkNode(stmt, { ctes: new Set(), depth: 0 });
  // Both count bytes.
  const bytes = Buffer.from(sql);
  const from = Number(start);
  return bytes.subarray(from, length === undefined ? undefined : from + Number(length)).toString();
}

async function parseSql(sql: string): Promise<unknown> {
  try {
    return await parse(sql);
  } catch (thrown) {
    throw usage(messageOf(thrown));
  }
}

interface Scope {
  /** Names that WITH has given; they hide relations. */
  readonly ctes: ReadonlySet<string>;
  readonly depth: number;
}

/** Looks at a value of the tree: a list, a node by its type, or a plain value. */
function checkNode(value: unknown, scope: Scope): void {
  if (scope.depth > MOST_DEPTH) throw refused('it is nested too deeply');
  const deeper = { ...scope, depth: scope.depth + 1 };
  if (Array.isArray(value)) {
    for (const item of value) checkNode(item, deeper);
    return;
  }
  for (const [name, field] of Object.entries(fieldsOf(value))) {
    if (isNodeType(name)) checkTyped(name, fieldsOf(field), deeper);
    else checkField(name, field, deeper);
  }
}

/** Some fields hold a node without naming its type. */
function checkField(name: string, field: unknown, scope: Scope): void {
  const type = UNNAMED[name];
  if (type !== undefined && !hasNodeType(field)) checkTyped(type, fieldsOf(field), scope);
  else checkNode(field, scope);
}

const UNNAMED: Readonly<Record<string, string>> = {
  larg: 'SelectStmt',
  rarg: 'SelectStmt',
  withClause: 'WithClause',
  intoClause: 'IntoClause',
  typeName: 'TypeName',
  relation: 'RangeVar',
  over: 'WindowDef',
};

function checkTyped(type: string, node: Fields, scope: Scope): void {
  if (!ALLOWED_NODES.has(type)) throw refused(`${type} is not allowed`);
  CHECKS[type]?.(node, scope);
  if (type === 'SelectStmt') checkSelect(node, scope);
  else checkNode(node, scope);
}

const CHECKS: Readonly<Record<string, (node: Fields, scope: Scope) => void>> = {
  SelectStmt(node) {
    if (node['intoClause'] !== undefined) throw refused('INTO is not allowed');
    if (node['lockingClause'] !== undefined) throw refused('locking is not allowed');
  },
  RangeVar(node, { ctes }) {
    const [schema, name] = [node['schemaname'], String(node['relname'])];
    if (node['catalogname'] !== undefined) throw refused('other databases are not allowed');
    if (schema === undefined && ctes.has(name)) return;
    const isOurs = schema === undefined || schema === 'llmgw';
    if (!isOurs || !ALLOWED_RELATIONS.has(name)) {
      const known = [...ALLOWED_RELATIONS].join(', ');
      throw refused(`the relation ${name} may not be read`, `there are: ${known}`);
    }
  },
  FuncCall(node) {
    const name = ownName(node['funcname'], 'function');
    if (!ALLOWED_FUNCTIONS.has(name)) throw refused(`the function ${name} is not allowed`);
  },
  TypeName(node) {
    const name = ownName(node['names'], 'type');
    if (!ALLOWED_TYPES.has(name)) throw refused(`the type ${name} is not allowed`);
  },
  A_Expr: (node) => void ownName(node['name'], 'operator'),
  SubLink: (node) => void ownName(node['operName'] ?? [], 'operator'),
  SortBy: (node) => void ownName(node['useOp'] ?? [], 'operator'),
  CollateClause: (node) => void ownName(node['collname'], 'collation'),
  SQLValueFunction(node) {
    if (ALLOWED_VALUE_FUNCTIONS.has(String(node['op']))) return;
    throw refused('who is asking, and where, is not told');
  },
  CommonTableExpr(node) {
    if (/^pg_/i.test(String(node['ctename']))) throw refused('names that begin with pg_ are taken');
  },
};

/** A name that WITH gives is seen by what comes after it, and with RECURSIVE by all. */
function checkSelect(node: Fields, scope: Scope): void {
  const { withClause, ...rest } = node;
  const { ctes, recursive } = fieldsOf(withClause);
  const named = listOf(ctes).map((cte) => fieldsOf(fieldsOf(cte)['CommonTableExpr']));
  const names = named.map(({ ctename }) => String(ctename));
  const seen = new Set([...scope.ctes, ...(recursive === true ? names : [])]);
  for (const cte of named) {
    checkTyped('CommonTableExpr', cte, { ...scope, ctes: new Set(seen) });
    seen.add(String(cte['ctename']));
  }
  checkNode(rest, { ...scope, ctes: seen });
}

/** The name of something built in: alone, or of `pg_catalog`. */
function ownName(names: unknown, what: string): string {
  const parts = listOf(names).map((part) => String(fieldsOf(fieldsOf(part)['String'])['sval']));
  const name = parts.at(-1) ?? '';
  if (parts.length > 2 || (parts.length === 2 && parts[0] !== 'pg_catalog')) {
    throw refused(`the ${what} ${parts.join('.')} is not allowed`);
  }
  return name;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isNodeType(name: string): boolean {
  return /^[A-Z]/.test(name);
}

function hasNodeType(value: unknown): boolean {
  return Object.keys(fieldsOf(value)).some(isNodeType);
}

function refused(
  why: string,
  hint = 'ask with --kind and --where, or see `query-infra --list`',
): LlmgwError {
  return new LlmgwError('E_REFUSED', `this SQL is not run: ${why}`, { where: '--sql', hint });
}

function usage(why: string): LlmgwError {
  const hint = 'one SELECT, in the words of PostgreSQL';
  return new LlmgwError('E_USAGE', `this is no SQL: ${why}`, { where: '--sql', hint });
}
