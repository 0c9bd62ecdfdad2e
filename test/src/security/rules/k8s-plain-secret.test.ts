import { k8sPlainSecret } from '../../../../src/security/rules/k8s-plain-secret.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(k8sPlainSecret, {
  fires: [
    {
      title: 'of no form',
      files: {
        'k8s.yaml': `apiVersion: v1
kind: Pod
spec:
  containers:
    - name: a
      env:
        - {name: API_TOKEN, value: s3cr3t-0f-m1ne-77}
`,
      },
      at: ['k8s.yaml:7:36'],
      without: ['API_TOKEN', 'API_NAME'],
    },
  ],
  silent: [
    {
      title: 'a setting',
      files: {
        'k8s.yaml': `apiVersion: v1
kind: Pod
spec:
  containers:
    - name: a
      env: [{name: PORT, value: "4000"}]
`,
      },
    },
  ],
});
