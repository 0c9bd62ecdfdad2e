import { masterKeyMisplaced } from '../../../../src/security/rules/master-key-misplaced.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(masterKeyMisplaced, {
  fires: [
    {
      title: 'of a master key at the top',
      files: { 'config.yaml': 'model_list: []\nmaster_key: os.environ/KEY\n' },
      at: ['config.yaml:2:13'],
      without: ['master_key:', 'other_key:'],
      severity: 'critical',
    },
    {
      title: 'of a database in another section, as a warning when the right one is there too',
      files: {
        'config.yaml': `general_settings:
  database_url: os.environ/DATABASE_URL
litellm_settings:
  database_url: os.environ/DATABASE_URL
`,
      },
      at: ['config.yaml:4:17'],
      without: ['litellm_settings', 'general_settings'],
      severity: 'warning',
    },
  ],
  silent: [
    {
      title: 'where it belongs',
      files: { 'config.yaml': 'general_settings:\n  master_key: os.environ/KEY\n' },
    },
    { title: 'nothing is written', files: { 'config.yaml': 'model_list: []\nmaster_key:\n' } },
    {
      title: 'it is a variable of that name',
      files: { 'config.yaml': 'model_list: []\nenvironment_variables:\n  database_url: x\n' },
    },
    { title: 'in a file of something else', files: { 'app.yaml': 'master_key: abc\n' } },
  ],
  fixes: [
    {
      title: 'into a section that is there, the comment with it',
      files: {
        'config.yaml': `litellm_settings:
  # keep
  drop_params: true
  master_key: os.environ/KEY   # ours
general_settings: # server
    completion_model: fast
`,
      },
      fixed: {
        'config.yaml': `litellm_settings:
  # keep
  drop_params: true
general_settings: # server
    master_key: os.environ/KEY   # ours
    completion_model: fast
`,
      },
    },
    {
      title: 'into a section that is empty, with the line ends of the file',
      files: {
        'config.yaml':
          'model_list: []\r\ngeneral_settings: # none\r\nmaster_key: os.environ/KEY\r\n',
      },
      fixed: {
        'config.yaml':
          'model_list: []\r\ngeneral_settings: # none\r\n  master_key: os.environ/KEY\r\n',
      },
    },
    {
      title: 'into a section of its own',
      files: { 'config.yaml': 'router_settings:\n  database_url: os.environ/DB\n  timeout: 5' },
      fixed: {
        'config.yaml': `router_settings:
  timeout: 5
general_settings:
  database_url: os.environ/DB
`,
      },
    },
  ],
});
