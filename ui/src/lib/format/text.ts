const FOLD_LINES = 20;
const FOLD_CHARACTERS = 1800; // twenty full lines of the widest bubble

/** A text so long that it is shown folded at first. */
export function isLong(text: string): boolean {
  if (text.length > FOLD_CHARACTERS) return true;
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines > FOLD_LINES;
}

/** The beginning of a text, for where there is room for one line. */
export function firstLine(text: string): string {
  return text.trimStart().split('\n', 1)[0]?.slice(0, 200) ?? '';
}

const EMOJI = /^(?:\p{RGI_Emoji}\s*){1,3}$/v;

/** One to three emoji and nothing else: shown large. */
export function isEmojiOnly(text: string): boolean {
  return text.length <= 80 && EMOJI.test(text.trim());
}
