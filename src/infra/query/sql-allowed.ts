/** Tables and views of the schema `llmgw` that may be read with SQL. They hold no secret. */
export const ALLOWED_RELATIONS: ReadonlySet<string> = new Set([
  'infra_facts',
  'infra_history',
  'infra_links',
  'infra_samples',
  'infra_freshness',
  'infra_runs',
  'infra_run_collectors',
  'infra_entities',
  'infra_entity_versions',
  'infra_relations',
]);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** Functions that only compute, from what they are given, something not much larger. */
export const ALLOWED_FUNCTIONS = words(`
  count sum avg min max array_agg string_agg bool_and bool_or every stddev variance
  percentile_cont percentile_disc mode json_agg jsonb_agg json_object_agg jsonb_object_agg
  row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
  lower upper length char_length btrim ltrim rtrim trim substr substring left right replace
  split_part strpos position starts_with reverse initcap concat concat_ws format_type overlay
  regexp_match regexp_replace regexp_split_to_array string_to_array array_to_string
  array_length cardinality array_position array_append array_cat unnest
  abs ceil ceiling floor round trunc sign sqrt power mod div greatest least width_bucket
  now age date_trunc date_part extract to_char to_timestamp to_date make_interval justify_interval
  clock_timestamp statement_timestamp timezone
  json_array_length jsonb_array_length json_typeof jsonb_typeof jsonb_each jsonb_each_text
  jsonb_array_elements jsonb_array_elements_text jsonb_object_keys jsonb_extract_path
  jsonb_extract_path_text jsonb_build_object jsonb_build_array json_build_object jsonb_pretty
  jsonb_strip_nulls jsonb_path_exists jsonb_path_query jsonb_path_query_first to_json to_jsonb
  coalesce nullif pg_size_pretty md5 encode
`);

/** Types that a value may be cast to; none of them looks anything up. */
export const ALLOWED_TYPES = words(`
  text varchar bpchar int2 int4 int8 float4 float8 numeric bool date time timetz timestamp
  timestamptz interval json jsonb uuid inet cidr jsonpath
`);

/** Parts of a statement that only read and compute. Whatever is not here is refused. */
export const ALLOWED_NODES = words(`
  SelectStmt ResTarget ColumnRef A_Star String Integer Float Boolean BitString A_Const A_Expr
  BoolExpr NullTest BooleanTest FuncCall TypeCast TypeName CaseExpr CaseWhen CoalesceExpr
  MinMaxExpr A_ArrayExpr A_Indirection A_Indices SubLink RangeVar RangeSubselect RangeFunction
  JoinExpr Alias SortBy WindowDef WithClause CommonTableExpr List RowExpr ParamRef GroupingSet
  GroupingFunc SQLValueFunction NamedArgExpr CollateClause
`);

/** Of `CURRENT_DATE` and its kin: time, never who is asking. */
export const ALLOWED_VALUE_FUNCTIONS = words(`
  SVFOP_CURRENT_DATE SVFOP_CURRENT_TIME SVFOP_CURRENT_TIME_N SVFOP_CURRENT_TIMESTAMP
  SVFOP_CURRENT_TIMESTAMP_N SVFOP_LOCALTIME SVFOP_LOCALTIME_N SVFOP_LOCALTIMESTAMP
  SVFOP_LOCALTIMESTAMP_N
`);
