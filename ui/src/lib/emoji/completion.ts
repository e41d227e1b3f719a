import type { Emojis } from './emoji';
import { taste, toned } from './taste.svelte';

/** What can take the place of a name that is being written: an emoji's between colons, or somebody's after an `@`. */
export interface Candidate {
  text: string;
  name: string;
  /** Set for people: what their colour goes by. */
  person?: string;
}

/** `:name` before the caret, and where it begins. Two letters at least: a colon alone is punctuation. */
export function written(text: string, caret: number): { from: number; name: string; closed: boolean } | null {
  const found = /(?<![\p{L}\p{N}:]):([\p{L}\p{N}_+-]{2,40})(:?)$/u.exec(text.slice(Math.max(0, caret - 50), caret));
  if (!found?.[1]) return null;
  return { from: caret - found[0].length, name: found[1], closed: found[2] === ':' };
}

/** `@name` before the caret, and where it begins; within an address it is not one. */
export function naming(text: string, caret: number): { from: number; name: string } | null {
  const found = /(?<![\p{L}\p{N}@._-])@([^\s@]{0,40})$/u.exec(text.slice(Math.max(0, caret - 50), caret));
  return found ? { from: caret - found[0].length, name: found[1] ?? '' } : null;
}

/** What fits it. */
export function candidates(all: Emojis, name: string, most: number): Candidate[] {
  const exact = all.coded(name);
  const rest = all.find(name, most).filter((each) => each !== exact);
  return [...(exact ? [exact] : []), ...rest].slice(0, most).map((each) => ({ text: each.toned ? toned(each.emoji, taste.tone) : each.emoji, name: each.name }));
}
