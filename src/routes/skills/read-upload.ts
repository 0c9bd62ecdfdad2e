import { badRequest, bodyRefusal } from '../../gateway/refusals.ts';
import type { Exchange } from '../../http/exchange.ts';
import { readSkillMd, type SkillManifest } from '../../skills/read-skill-md.ts';
import { readNewSkill } from '../../skills/skill-archive.ts';
import { SkillFault } from '../../skills/skill.ts';
import { checkPath, SKILL_ZIP_BOUNDS, ZipFault } from '../../skills/zip-reader.ts';
import { writeZip, type ZipSource } from '../../skills/zip-writer.ts';
import { Refusal, wrongField } from '../management/refusal.ts';
import { checkText } from '../management/read-request.ts';

/** A skill that was uploaded and may be stored. */
export interface UploadedSkill {
  readonly title: string;
  readonly manifest: SkillManifest;
  /** A ZIP, as it came or made of the files that came. */
  readonly archive: Buffer;
  readonly fileName: string;
}

/** The form around the files. */
const MOST_BYTES = SKILL_ZIP_BOUNDS.mostBytes + 1_048_576;
const LONGEST_TITLE = 255;
const ZIP_SIGNATURE = 'PK\u0003\u0004';

/**
 * Reads a form with `files[]`, one ZIP or the files of one folder, and perhaps `display_title`. Null
 * when the client has left. Throws a `Refusal`.
 */
export async function readUpload(exchange: Exchange): Promise<UploadedSkill | null> {
  const form = await readForm(exchange);
  if (form === null) return null;
  const files = await readFiles(form);
  const [first] = files;
  if (first === undefined)
    throw wrongField('files[]', 'is missing: a ZIP, or the files of a skill');
  try {
    const isZip = files.length === 1 && first.content.toString('latin1', 0, 4) === ZIP_SIGNATURE;
    const archive = isZip ? first.content : pack(files);
    const { path, text, folder } = readNewSkill(archive);
    const manifest = readSkillMd(text, path, folder ?? undefined);
    checkText('description', manifest.description);
    const fileName = isZip ? nameOf(first.path) : `${manifest.name}.zip`;
    return { title: readTitle(form) ?? manifest.name, manifest, archive, fileName };
  } catch (thrown) {
    throw refusalOf(thrown);
  }
}

/** Null when the client has left. */
async function readForm(exchange: Exchange): Promise<FormData | null> {
  const type = exchange.header('content-type') ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    const message = 'The body must be multipart/form-data with the files of a skill in "files[]".';
    throw new Refusal(badRequest('invalid_form', message, null));
  }
  const body = await exchange.readBody(MOST_BYTES);
  if (typeof body === 'string') {
    const refusal = bodyRefusal(body, MOST_BYTES);
    if (refusal === null) return null;
    throw new Refusal(refusal);
  }
  try {
    return await new Response(new Uint8Array(body), {
      headers: { 'content-type': type },
    }).formData();
  } catch {
    throw new Refusal(badRequest('invalid_form', 'The body is not a valid form.', null));
  }
}

async function readFiles(form: FormData): Promise<readonly ZipSource[]> {
  const parts = ['files[]', 'files'].flatMap((name) => form.getAll(name));
  if (parts.length > SKILL_ZIP_BOUNDS.mostFiles)
    throw wrongField('files[]', 'holds too many files');
  const files: ZipSource[] = [];
  for (const part of parts) {
    if (typeof part === 'string') throw wrongField('files[]', 'must hold files');
    files.push({ path: part.name, content: Buffer.from(await part.arrayBuffer()) });
  }
  return files;
}

/** Throws a `ZipFault` for names that lead elsewhere. */
function pack(files: readonly ZipSource[]): Buffer {
  return writeZip(files.map(({ path, content }) => ({ path: checkPath(path), content })));
}

function readTitle(form: FormData): string | null {
  const title = form.get('display_title');
  if (title === null || title === '') return null;
  if (typeof title !== 'string' || title.length > LONGEST_TITLE) {
    throw wrongField('display_title', `must be text of at most ${LONGEST_TITLE} characters`);
  }
  checkText('display_title', title);
  return title;
}

/** A name for the row; it leads nowhere. */
function nameOf(path: string): string {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  return name.replaceAll(/[^\w.-]/g, '_').slice(0, LONGEST_TITLE) || 'skill.zip';
}

function refusalOf(thrown: unknown): unknown {
  if (thrown instanceof ZipFault) {
    const message = `The skill cannot be stored: ${thrown.message}.`;
    return new Refusal(badRequest('invalid_skill', message, 'files[]'));
  }
  if (thrown instanceof SkillFault) {
    const message = `The skill cannot be stored: ${thrown.message}`;
    return new Refusal(badRequest('invalid_skill', message, 'files[]'));
  }
  return thrown;
}
