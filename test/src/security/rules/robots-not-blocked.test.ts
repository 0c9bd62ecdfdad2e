import { robotsNotBlocked } from '../../../../src/security/rules/robots-not-blocked.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const COMPOSE = "services:\n  a:\n    image: litellm:1\n    ports: ['4000:4000']\n";

describeRule(robotsNotBlocked, {
  fires: [
    {
      title: 'where it is turned off',
      files: {
        'compose.yaml': COMPOSE,
        'config.yaml': 'general_settings:\n  block_robots: false\n',
      },
      at: ['config.yaml:1:1'],
      without: ['false', 'true'],
      severity: 'info',
    },
  ],
  silent: [{ title: 'nobody reaches it', files: { 'config.yaml': 'general_settings:\n  a: 1\n' } }],
  fixes: [
    {
      title: 'in its section',
      files: { 'compose.yaml': COMPOSE, 'config.yaml': 'general_settings: # x\n' },
      fixed: {
        'compose.yaml': COMPOSE,
        'config.yaml': 'general_settings: # x\n  block_robots: true\n',
      },
    },
  ],
});
