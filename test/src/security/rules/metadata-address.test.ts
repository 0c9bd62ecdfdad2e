import { metadataAddress } from '../../../../src/security/rules/metadata-address.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function target(address: string): { readonly 'config.yaml': string } {
  return {
    'config.yaml': `general_settings:\n  pass_through_endpoints:\n    - {path: /a, target: '${address}'}\n`,
  };
}

describeRule(metadataAddress, {
  fires: [
    {
      title: 'as a number',
      files: target('http://2852039166/latest'),
      at: ['config.yaml:3:27'],
      without: ['2852039166', '2852039165'],
      severity: 'critical',
    },
    {
      title: 'by its name',
      files: target('http://metadata.google.internal./a'),
      at: ['config.yaml:3:27'],
      without: ['metadata.google.internal.', 'a.example.com'],
    },
    {
      title: 'by IPv6',
      files: target('http://[fd00:ec2::254]/a'),
      at: ['config.yaml:3:27'],
      without: ['fd00:ec2::254', 'fd00:ec2::253'],
    },
    {
      title: 'of an MCP server',
      files: { 'config.yaml': 'mcp_servers:\n  a:\n    url: http://100.100.100.200/\n' },
      at: ['config.yaml:3:10'],
      without: ['100.100.100.200', '100.100.100.201'],
    },
    {
      title: 'in an env file',
      files: { '.env': 'OPENAI_API_BASE=http://169.254.169.254/\n' },
      at: ['.env:1:17'],
      without: ['OPENAI_API_BASE', 'AWS_EC2_METADATA_SERVICE_ENDPOINT'],
    },
  ],
  silent: [
    {
      title: 'no proxy is asked for it',
      files: { '.env': 'NO_PROXY=169.254.169.254,localhost\n' },
    },
    {
      title: 'it is kept away',
      files: { 'config.yaml': "general_settings:\n  allowed_ips: ['169.254.169.254']\n" },
    },
    {
      title: 'it stands in a description',
      files: { 'config.yaml': 'mcp_servers:\n  a:\n    description: http://169.254.169.254/\n' },
    },
  ],
});
