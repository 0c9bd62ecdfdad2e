import { ollama } from '../../../../src/providers/ollama/adapter.ts';
import { runGoldens } from '../../../support/golden.ts';

runGoldens(ollama);
