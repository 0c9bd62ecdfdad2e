import type { Project } from '../project.ts';
import { kubernetesContainers } from '../reading/kubernetes-workloads.ts';
import { isLiteralSecret, isWithin } from '../reading/literal-secret.ts';
import { placeIn } from '../reading/match-parts.ts';
import { claimedSecrets, placeOfSecret } from '../secrets/claim.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW709. */
export const k8sPlainSecret: Rule = {
  code: 'LGW709',
  name: 'k8s-plain-secret',
  summary: 'A secret written out in a Kubernetes manifest.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'Whoever reads the repository, or may read deployments and config maps of the cluster, has it.',
  help: 'use `valueFrom.secretKeyRef`, and make the Secret outside of the repository',
  bad: {
    'k8s.yaml': `apiVersion: v1
kind: Pod
spec:
  containers:
    - name: a
      env:
        - {name: GROQ_API_KEY, value: {{groq}}}
`,
  },
  good: {
    'k8s.yaml': `apiVersion: v1
kind: Pod
spec:
  containers:
    - name: a
      env:
        - name: GROQ_API_KEY
          valueFrom: {secretKeyRef: {name: keys, key: groq}}
`,
  },
  references: [],
  check,
};

function* check(project: Project): Generator<Match> {
  const claimed = claimedSecrets(project, 'LGW709');
  for (const found of claimed) {
    yield { ...placeOfSecret(found), message: `${found.secret.form.label} stands in the manifest` };
  }
  for (const variable of kubernetesContainers(project).flatMap(({ environment }) => environment)) {
    if (!isLiteralSecret(variable)) continue;
    const { file, name, span } = variable;
    const isTold = claimed.some((one) => one.file === file && isWithin(one.secret.span, span));
    if (!isTold)
      yield { ...placeIn(variable), secret: 'weak', message: `\`${name}\` stands in the manifest` };
  }
}
