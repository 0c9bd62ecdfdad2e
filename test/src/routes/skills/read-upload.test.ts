import { expect, test } from '@jest/globals';
import { readUpload } from '../../../../src/routes/skills/read-upload.ts';
import { CapturedExchange } from '../../../support/captured-exchange.ts';
import { archiveOf } from '../../../support/skill-database.ts';
import { skillMd } from '../../../support/zip.ts';

async function upload(form: FormData) {
  const sent = new Response(form);
  const headers = { 'content-type': sent.headers.get('content-type') ?? '' };
  return readUpload(new CapturedExchange({ headers, body: Buffer.from(await sent.arrayBuffer()) }));
}

function file(name: string, content: string | Buffer): File {
  return new File([new Uint8Array(Buffer.from(content))], name);
}

test('a ZIP stays the bytes it is; its name leads nowhere', async () => {
  const form = new FormData();
  form.append('files', file(String.raw`C:\..\my skill?.zip`, archiveOf('pdf')));
  const read = await upload(form);
  expect(read).toMatchObject({
    title: 'pdf',
    fileName: 'my_skill_.zip',
    archive: archiveOf('pdf'),
  });
});

test('files are packed under their own names', async () => {
  const form = new FormData();
  form.append('files[]', file('SKILL.md', skillMd('csv')));
  form.append('files[]', file('assets/x.txt', 'x'));
  form.set('display_title', '');
  expect(await upload(form)).toMatchObject({ title: 'csv', fileName: 'csv.zip' });
});

test('refuses texts for files, and too many', async () => {
  const text = new FormData();
  text.append('files[]', 'SKILL.md');
  await expect(upload(text)).rejects.toThrow('must hold files');
  const many = new FormData();
  for (let i = 0; i < 501; i += 1) many.append('files[]', file(`f${i}`, ''));
  await expect(upload(many)).rejects.toThrow('too many');
});

test('a client that left is not answered; a body that is too large is', async () => {
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  expect(await readUpload(new CapturedExchange({ headers, bodyFault: 'aborted' }))).toBeNull();
  const large = new CapturedExchange({ headers, bodyFault: 'too_large' });
  await expect(readUpload(large)).rejects.toThrow('larger than');
});
