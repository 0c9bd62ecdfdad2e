import { bindAllNoAuth } from '../../../../src/security/rules/bind-all-no-auth.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const MODELS = `model_list:
  - model_name: fast
    litellm_params: {model: groq/llama-3.1-8b-instant}
`;

function compose(lines: string): string {
  return `services:\n  gateway:\n    image: ghcr.io/berriai/litellm:v1.84.0\n${lines}`;
}
const PODS = `apiVersion: apps/v1
kind: Deployment
metadata: {name: gateway}
spec:
  template:
    metadata: {labels: {app: gateway}}
    spec:
      containers:
        - {name: gateway, image: 'ghcr.io/berriai/litellm:v1.84.0'}
`;

describeRule(bindAllNoAuth, {
  fires: [
    {
      title: 'of a port in the long form',
      files: {
        'config.yaml': MODELS,
        'compose.yaml': compose('    ports:\n      - {target: 4000, published: 4000}\n'),
      },
      at: ['compose.yaml:5:9'],
      without: ['published: 4000', 'published: 4000, host_ip: 127.0.0.1'],
      severity: 'critical',
    },
    {
      title: 'of a service that shares the network of its host',
      files: { 'config.yaml': MODELS, 'compose.yaml': compose('    network_mode: host\n') },
      at: ['compose.yaml:2:3'],
      without: ['host\n', 'bridge\n'],
    },
    {
      title: 'of a load balancer',
      files: {
        'config.yaml': MODELS,
        'k8s.yaml': `${PODS}---
apiVersion: v1
kind: Service
metadata: {name: gateway}
spec:
  type: LoadBalancer
  selector: {app: gateway}
`,
      },
      at: ['k8s.yaml:15:9'],
      without: ['LoadBalancer', 'ClusterIP'],
      severity: 'critical',
    },
    {
      title: 'of an ingress',
      files: {
        'config.yaml': MODELS,
        'k8s.yaml': `${PODS}---
apiVersion: v1
kind: Service
metadata: {name: gateway}
spec: {selector: {app: gateway}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: door}
spec:
  rules: [{http: {paths: [{backend: {service: {name: gateway}}}]}}]
`,
      },
      at: ['k8s.yaml:18:18'],
      without: ['service: {name: gateway}', 'service: {name: shop}'],
    },
    {
      title: 'of a file for development, as a warning',
      files: { 'config.yaml': MODELS, 'compose.dev.yaml': compose("    ports: ['4000:4000']\n") },
      at: ['compose.dev.yaml:4:13'],
      without: ['4000:4000', '127.0.0.1:4000:4000'],
      severity: 'warning',
    },
    {
      title: 'of a script, as a warning',
      files: { 'config.yaml': MODELS, 'run.sh': 'litellm --config config.yaml --host 0.0.0.0\n' },
      at: ['run.sh:1:30'],
      without: ['0.0.0.0', '127.0.0.1'],
      severity: 'warning',
    },
    {
      title: 'of a Dockerfile, as a warning',
      files: {
        'config.yaml': MODELS,
        Dockerfile: 'FROM python:3.12\nCMD ["litellm", "--host", "0.0.0.0"]\n',
      },
      at: ['Dockerfile:2:1'],
      without: ['0.0.0.0', '127.0.0.1'],
      severity: 'warning',
    },
  ],
  silent: [
    {
      title: 'a key is handed on',
      files: {
        'config.yaml': MODELS,
        'compose.yaml': compose(
          "    ports: ['4000:4000']\n    environment: [LITELLM_MASTER_KEY]\n",
        ),
      },
    },
    {
      title: 'the address is a variable',
      files: {
        'config.yaml': MODELS,
        'compose.yaml': compose("    ports: ['${BIND}:4000:4000']\n"),
      },
    },
    {
      title: 'the default of the address is loopback',
      files: {
        'config.yaml': MODELS,
        'compose.yaml': compose(
          "    ports: ['${BIND:-127.0.0.1}:${PORT:-4000}:4000', '[::1]:4000:4000']\n",
        ),
      },
    },
    {
      title: 'the port is only for other containers',
      files: {
        'config.yaml': MODELS,
        'compose.yaml': compose("    expose: ['4000']\n    command: --host 0.0.0.0\n"),
      },
    },
    {
      title: 'the load balancer is internal',
      files: {
        'config.yaml': MODELS,
        'k8s.yaml': `${PODS}---\napiVersion: v1\nkind: Service\nmetadata:\n  annotations: {networking.gke.io/load-balancer-type: Internal}\nspec: {type: LoadBalancer, selector: {app: gateway}}\n`,
      },
    },
    {
      title: 'another service is published',
      files: {
        'config.yaml': MODELS,
        'compose.yaml': "services:\n  web:\n    image: nginx:1\n    ports: ['80:80']\n",
      },
    },
  ],
});
