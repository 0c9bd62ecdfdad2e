import { ollamaChat } from '../../../../src/providers/ollama-chat/adapter.ts';
import { runGoldens } from '../../../support/golden.ts';

runGoldens(ollamaChat);
