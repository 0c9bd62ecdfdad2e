/** One foreign key. All of them are `ON UPDATE CASCADE`. */
export interface Relation {
  readonly table: string;
  readonly column: string;
  readonly parent: string;
  readonly parentColumn: string;
  readonly onDelete: 'RESTRICT' | 'SET NULL';
}

const PARENT_KEYS = {
  VerificationToken: 'token',
  UserTable: 'user_id',
  OrganizationTable: 'organization_id',
  BudgetTable: 'budget_id',
  ProjectTable: 'project_id',
  ObjectPermissionTable: 'object_permission_id',
  TeamTable: 'team_id',
  ModelTable: 'id',
} as const;

type Parent = keyof typeof PARENT_KEYS;
type Link = readonly [table: string, column: string, parent: Parent];

const RESTRICTED: readonly Link[] = [
  ['JWTKeyMapping', 'token', 'VerificationToken'],
  ['InvitationLink', 'user_id', 'UserTable'],
  ['InvitationLink', 'created_by', 'UserTable'],
  ['InvitationLink', 'updated_by', 'UserTable'],
  ['OrganizationMembership', 'user_id', 'UserTable'],
  ['OrganizationMembership', 'organization_id', 'OrganizationTable'],
  ['OrganizationTable', 'budget_id', 'BudgetTable'],
];

const NULLED: readonly Link[] = [
  ['VerificationToken', 'budget_id', 'BudgetTable'],
  ['VerificationToken', 'organization_id', 'OrganizationTable'],
  ['VerificationToken', 'project_id', 'ProjectTable'],
  ['VerificationToken', 'object_permission_id', 'ObjectPermissionTable'],
  ['TeamTable', 'organization_id', 'OrganizationTable'],
  ['TeamTable', 'model_id', 'ModelTable'],
  ['TeamTable', 'object_permission_id', 'ObjectPermissionTable'],
  ['ProjectTable', 'team_id', 'TeamTable'],
  ['ProjectTable', 'budget_id', 'BudgetTable'],
  ['ProjectTable', 'object_permission_id', 'ObjectPermissionTable'],
  ['UserTable', 'organization_id', 'OrganizationTable'],
  ['UserTable', 'object_permission_id', 'ObjectPermissionTable'],
  ['OrganizationTable', 'object_permission_id', 'ObjectPermissionTable'],
  ['EndUserTable', 'budget_id', 'BudgetTable'],
  ['EndUserTable', 'object_permission_id', 'ObjectPermissionTable'],
  ['AgentsTable', 'object_permission_id', 'ObjectPermissionTable'],
  ['TagTable', 'budget_id', 'BudgetTable'],
  ['TeamMembership', 'budget_id', 'BudgetTable'],
  ['OrganizationMembership', 'budget_id', 'BudgetTable'],
];

/** LiteLLM's foreign keys. */
export const RELATIONS: readonly Relation[] = [
  ...RESTRICTED.map((link) => toRelation(link, 'RESTRICT')),
  ...NULLED.map((link) => toRelation(link, 'SET NULL')),
];

function toRelation([table, column, parent]: Link, onDelete: Relation['onDelete']): Relation {
  return {
    table: `LiteLLM_${table}`,
    column,
    parent: `LiteLLM_${parent}`,
    parentColumn: PARENT_KEYS[parent],
    onDelete,
  };
}

const DAILY = [
  'date',
  'api_key',
  'model',
  'custom_llm_provider',
  'mcp_namespaced_tool_name',
  'endpoint',
];

/** Columns that are unique together, beside the primary keys. */
export const UNIQUE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  LiteLLM_CredentialsTable: [['credential_name']],
  LiteLLM_AgentsTable: [['agent_name']],
  LiteLLM_GuardrailsTable: [['guardrail_name']],
  LiteLLM_SearchToolsTable: [['search_tool_name']],
  LiteLLM_ToolTable: [['tool_name']],
  LiteLLM_PromptTable: [['prompt_id', 'version', 'environment']],
  LiteLLM_PolicyTable: [['policy_name', 'version_number']],
  LiteLLM_MCPUserCredentials: [['user_id', 'server_id']],
  LiteLLM_JWTKeyMapping: [['jwt_claim_name', 'jwt_claim_value']],
  LiteLLM_DeprecatedVerificationToken: [['token']],
  LiteLLM_UserTable: [['sso_user_id']],
  LiteLLM_TeamTable: [['model_id']],
  LiteLLM_ManagedFileTable: [['unified_file_id']],
  LiteLLM_ManagedObjectTable: [['unified_object_id'], ['model_object_id']],
  LiteLLM_ManagedVectorStoreTable: [['unified_resource_id']],
  LiteLLM_ManagedVectorStoreIndexTable: [['index_name']],
  LiteLLM_ClaudeCodePluginTable: [['name']],
  LiteLLM_AccessGroupTable: [['access_group_name']],
  LiteLLM_DailyUserSpend: [['user_id', ...DAILY]],
  LiteLLM_DailyTeamSpend: [['team_id', ...DAILY]],
  LiteLLM_DailyTagSpend: [['tag', ...DAILY]],
  LiteLLM_DailyOrganizationSpend: [['organization_id', ...DAILY]],
  LiteLLM_DailyEndUserSpend: [['end_user_id', ...DAILY]],
  LiteLLM_DailyAgentSpend: [['agent_id', ...DAILY]],
};

/** Columns that are searched by. */
export const INDEXED: Readonly<Record<string, readonly (readonly string[])[]>> = {
  LiteLLM_SpendLogs: [['startTime'], ['end_user'], ['session_id']],
  LiteLLM_VerificationToken: [['user_id', 'team_id'], ['team_id'], ['budget_reset_at', 'expires']],
  LiteLLM_DeletedVerificationToken: [['deleted_at'], ['token']],
  LiteLLM_DeletedTeamTable: [['deleted_at'], ['team_id']],
  LiteLLM_DailyUserSpend: [['date'], ['user_id'], ['api_key']],
  LiteLLM_DailyTeamSpend: [['date'], ['team_id'], ['api_key']],
};
