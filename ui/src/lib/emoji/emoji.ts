import table from './data/emoji.json';

/** Emoji by Unicode's groups, with the names that CLDR has for them in the language of the texts. A large script: it is loaded when wanted. */
export interface Emoji {
  emoji: string;
  /** It comes in tones of skin. */
  toned: boolean;
  /** What programs call it between colons: `thumbsup`. */
  codes: string[];
  /** What the language calls it. */
  name: string;
  /** What else one may look for, folded. */
  words: string[];
}

/** Everything that can be picked, and how to look for it. */
export interface Emojis {
  groups: Emoji[][];
  /** Those that fit what is looked for, the best first. */
  find(wanted: string, most: number): Emoji[];
  /** The one that is called this between colons. */
  coded(code: string): Emoji | null;
  /** The one that this is, in any tone. */
  get(emoji: string): Emoji | null;
}

const NAMES: Record<string, () => Promise<{ default: string[] }>> = {
  en: () => import('./data/en.json'),
  de: () => import('./data/de.json'),
  ar: () => import('./data/ar.json'),
};
const loaded = new Map<string, Promise<Emojis>>();

/** All emoji with their names in a language; in English where it has none. */
export function emojis(language: string): Promise<Emojis> {
  const known = language in NAMES ? language : 'en';
  const found = loaded.get(known) ?? NAMES[known]!().then((names) => index(names.default));
  loaded.set(known, found);
  return found;
}

function index(names: string[]): Emojis {
  let at = 0;
  const groups = table.map((group) => group.map((line) => entry(line, names[at++] ?? '')));
  const all = groups.flat();
  const byCode = new Map(all.flatMap((each) => each.codes.map((code) => [code, each] as const)));
  const byEmoji = new Map(all.map((each) => [bare(each.emoji), each]));
  return {
    groups,
    find: (wanted, most) => find(all, wanted, most),
    coded: (code) => byCode.get(code.toLowerCase()) ?? null,
    get: (emoji) => byEmoji.get(bare(emoji)) ?? null,
  };
}

function entry(line: string, names: string): Emoji {
  const [written = '', ...codes] = line.split(' ');
  const toned = written.endsWith('+');
  const [name = '', ...words] = names.split('|');
  const looked = [name, ...words, ...codes.map((code) => code.replaceAll('_', ' '))].flatMap((each) => [fold(each), ...fold(each).split(/[\s-]+/)]);
  return { emoji: toned ? written.slice(0, -1) : written, toned, codes, name, words: [...new Set(looked)] };
}

/** Without tone, and without the mark that says that it is an emoji. */
function bare(emoji: string): string {
  return emoji.replace(/[\u{1F3FB}-\u{1F3FF}\uFE0F]/gu, '');
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whole words before beginnings, and both before what is written differently: in Unicode's order otherwise. */
function find(all: Emoji[], wanted: string, most: number): Emoji[] {
  const parts = fold(wanted).split(/[\s_]+/).filter(Boolean);
  if (parts.length === 0) return [];
  const whole = parts.join(' ');
  const ranked: Emoji[][] = [[], [], []];
  for (const each of all) {
    if (each.words[0] === whole || each.codes.includes(parts.join('_'))) ranked[0]?.push(each);
    else if (parts.every((part) => each.words.includes(part))) ranked[1]?.push(each);
    else if (parts.every((part) => each.words.some((word) => word.startsWith(part)))) ranked[2]?.push(each);
  }
  return ranked.flat().slice(0, most);
}
