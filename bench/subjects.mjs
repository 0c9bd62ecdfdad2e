import { direct } from './subjects/direct.mjs';
import { llmgw } from './subjects/llmgw.mjs';
import { nginx } from './subjects/nginx.mjs';

/**
 * What is measured, in the order of the table. A peer joins with one file and one line here.
 *
 * @typedef {object} Subject
 * @property {string} name
 * @property {boolean} [held] the bars apply to it
 * @property {() => string} version
 * @property {() => string | undefined} missing what must be installed or built first, if anything
 * @property {() => string | undefined} [stale] why what would be measured is not the sources as they are
 * @property {{ path: string, headers: Record<string, string> }} request how a client calls it
 * @property {(options: StartOptions) => Promise<Running>} start resolves when it answers 200
 *
 * @typedef {{ upstreamPort: number, port: number, dir: string, cores?: string }} StartOptions
 *   `cores` is a taskset list to pin the process to; an empty `dir` is its to use
 * @typedef {{ pids: number[], port: number, readyMs: number, stop: () => Promise<void> }} Running
 *   `pids` are the roots of its process trees; empty when there is no process to measure
 *
 * @type {Subject[]}
 */
export const subjects = [direct, nginx, llmgw];
