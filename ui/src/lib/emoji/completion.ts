import type { Emojis } from './emoji';
import { taste, toned } from './taste.svelte';

/** What can take the place of a name between colons that is being written. */
export interface Candidate {
  emoji: string;
  name: string;
}

/** `:name` before the caret, and where it begins. Two letters at least: a colon alone is punctuation. */
export function written(text: string, caret: number): { from: number; name: string; closed: boolean } | null {
  const found = /(?<![\p{L}\p{N}:]):([\p{L}\p{N}_+-]{2,40})(:?)$/u.exec(text.slice(Math.max(0, caret - 50), caret));
  if (!found?.[1]) return null;
  return { from: caret - found[0].length, name: found[1], closed: found[2] === ':' };
}

/** What fits it. */
export function candidates(all: Emojis, name: string, most: number): Candidate[] {
  const exact = all.coded(name);
  const rest = all.find(name, most).filter((each) => each !== exact);
  return [...(exact ? [exact] : []), ...rest].slice(0, most).map((each) => ({ emoji: each.toned ? toned(each.emoji, taste.tone) : each.emoji, name: each.name }));
}
