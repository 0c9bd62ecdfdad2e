import { rmSync } from 'node:fs';

/** After all tests: removes the folder of `scratch.mjs`. */
async function removeScratch() {
  rmSync(process.env.LLMGW_TEST_SCRATCH, { recursive: true, force: true, maxRetries: 3 });
}

export { removeScratch as default };
