import { litellmUnpinned } from '../../../../src/security/rules/litellm-unpinned.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(litellmUnpinned, {
  fires: [
    {
      title: 'a list',
      files: { 'requirements.txt': 'litellm\n' },
      at: ['requirements.txt:1:1'],
      without: ['litellm', 'litellm==1.84.0'],
      severity: 'warning',
    },
    {
      title: 'a command, whatever is locked',
      files: {
        Dockerfile: 'RUN pip install "litellm[proxy]>=1.80"\n',
        'uv.lock': 'name = "litellm"\nversion = "1.84.0"\n',
      },
      at: ['Dockerfile:1:32'],
      without: ['>=1.80', '>=1.80,<1.90'],
    },
  ],
  silent: [
    {
      title: 'a list with a lock file',
      files: {
        'pyproject.toml': '[project]\ndependencies = ["litellm>=1.80"]\n',
        'uv.lock': 'name = "litellm"\nversion = "1.84.0"\n',
      },
    },
    {
      title: 'a list that another one is made from',
      files: { 'requirements.in': 'litellm\n', 'requirements.txt': 'litellm==1.84.0\n' },
    },
    {
      title: 'hashes',
      files: { 'requirements.txt': 'litellm>=1.80 \\\n  --hash=sha256:aa\n' },
    },
    { title: 'constraints', files: { 'run.sh': 'pip install litellm -c constraints.txt\n' } },
    { title: 'an example', files: { 'examples/requirements.txt': 'litellm\n' } },
  ],
});
