const BETWEEN_WORDS = /[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}]+/u;

/** One or two letters for an avatar: the first of the first two words. Graphemes, so that no letter is cut in half. */
export function initials(name: string): string {
  const words = plainName(name).split('@')[0]?.split(BETWEEN_WORDS).filter(Boolean) ?? [];
  return words.slice(0, 2).map(firstLetter).join('').toLocaleUpperCase();
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function firstLetter(word: string): string {
  const letters = GRAPHEMES.segment(word);
  return letters[Symbol.iterator]().next().value?.segment ?? '';
}

// Controls, bidirectional overrides and isolates, invisible joiners: in a name they only ever deceive (UTS #39).
const INVISIBLE = /[\p{Cc}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;

/** A name safe to show in a line with others. */
export function plainName(name: string): string {
  return name.replace(INVISIBLE, '').trim();
}

/** The part of an address before the @: what somebody is called who has no other name. */
export function localPart(address: string): string {
  return address.split('@', 1)[0] || address;
}
