import { systemClock } from '../../src/core/clock.ts';
import type { ProgramPlaces } from '../../src/db/embedded/find-binaries.ts';
import { startEmbedded } from '../../src/db/embedded/start-embedded.ts';

// A program for tests: it uses the private PostgreSQL of a folder until its stdin ends. Arguments:
// the folder, and the places of programs as JSON. It says how it found the server, then `left`.

const [folder = '', places = ''] = process.argv.slice(2);
const embedded = await startEmbedded({
  folder,
  clock: systemClock,
  places: JSON.parse(places) as ProgramPlaces,
});
process.stdout.write(`${embedded.started}\n`);
process.stdin.resume().once('end', () => void leave());

async function leave(): Promise<void> {
  await embedded.release();
  process.stdout.write('left\n');
}
