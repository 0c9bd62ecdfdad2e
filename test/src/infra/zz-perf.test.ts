import { test } from '@jest/globals';
import { answerQuestion } from '../../../src/infra/query/answer-question.ts';
import { useInfraDatabase } from '../../support/infra-database.ts';
import { snapshot, store } from '../../support/infra-store.ts';
const rig = useInfraDatabase();
test('perf', async () => {
  const entities = Array.from({ length: 100_000 }, (_, i) => ({ kind: i % 3 === 0 ? 'port' : 'process', key: `k${i}`, name: String(i % 65536), body: { port: i % 65536, process: ['node', 'python', 'vllm'][i % 3] ?? '', command: ['run', `x${i}.js`, '--port', String(i % 9999)], listens: true } }));
  const t0 = performance.now();
  await store(rig.database, snapshot(1e12, { entities }));
  console.log('store', performance.now() - t0);
  const t1 = performance.now();
  await store(rig.database, snapshot(1e12 + 5, { entities }));
  console.log('again', performance.now() - t1);
  for (const words of ['what listens on port 4000', 'vllm', 'process', 'x777.js', 'zzz port process', 'process running node', 'process -node'])
    for (let k = 0; k < 3; k++) {
      const t = performance.now();
      const { facts, matched } = await answerQuestion(rig.database, { words, kinds: [], host: null, where: [], atMs: null, limit: 20 });
      if (k === 2) console.log(words, performance.now() - t, facts[0]?.kind, facts[0]?.name, matched);
    }
}, 200_000);
