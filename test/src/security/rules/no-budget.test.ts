import { noBudget } from '../../../../src/security/rules/no-budget.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(rest = '', general = 'database_url: os.environ/DATABASE_URL') {
  return { 'config.yaml': `model_list: [{}]\ngeneral_settings:\n  ${general}\n${rest}` };
}

describeRule(noBudget, {
  fires: [
    {
      title: 'at the address of the database',
      files: config(),
      at: ['config.yaml:3:17'],
      without: ['database_url', 'x'],
      severity: 'warning',
    },
    {
      title: 'at the section, when a container is given the database',
      files: {
        ...config('', 'a: b'),
        'compose.yaml':
          'services: {g: {image: berriai/litellm, environment: {DATABASE_URL: "${DB:?}"}}}\n',
      },
      at: ['config.yaml:2:1'],
      without: ['DATABASE_URL', 'SHOP_URL'],
    },
    {
      title: 'a budget of nothing is none',
      files: config('litellm_settings: {max_budget: 0}\n'),
      at: ['config.yaml:3:17'],
      without: ['max_budget: 0', 'max_budget: 10'],
    },
  ],
  silent: [
    { title: 'no database, so no keys', files: { 'config.yaml': 'model_list: [{}]\n' } },
    { title: 'a part of it is not here', files: config('include: [more.yaml]\n') },
    {
      title: 'new keys have one',
      files: config('litellm_settings: {default_key_generate_params: {max_budget: 5}}\n'),
    },
    { title: 'an example', files: { 'examples/config.yaml': config()['config.yaml'] } },
  ],
  fixes: [
    {
      title: 'with a section of its own',
      files: config(),
      fixed: config('litellm_settings:\n  max_budget: 100\n  budget_duration: 30d\n'),
    },
    {
      title: 'beside others',
      files: config('litellm_settings:\n  # ours\n  drop_params: true # why\n'),
      fixed: config(
        'litellm_settings:\n  # ours\n  max_budget: 100\n  budget_duration: 30d\n  drop_params: true # why\n',
      ),
    },
    {
      title: 'in braces',
      files: config('litellm_settings: {drop_params: true}\n'),
      fixed: config(
        'litellm_settings: {max_budget: 100, budget_duration: 30d, drop_params: true}\n',
      ),
    },
  ],
});
