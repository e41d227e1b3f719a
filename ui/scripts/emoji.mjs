// Writes src/lib/emoji/data/: which emoji there are, in Unicode's order, and what each language calls them (CLDR).
// Run by hand when Unicode has new ones, in a folder with these packages installed:
//   npm install --no-save unicode-emoji-json cldr-annotations-modern cldr-annotations-derived-modern emojibase-data
//   node scripts/emoji.mjs
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const LOCALES = ['en', 'de', 'ar'];
// What the fonts of supported systems can draw.
const NEWEST = 15.1;
const OUT = 'src/lib/emoji/data';

const json = (path) => JSON.parse(readFileSync(`node_modules/${path}`, 'utf8'));
const groups = json('unicode-emoji-json/data-by-group.json').map(({ emojis }) => emojis.filter((each) => Number(each.emoji_version) <= NEWEST));
const codes = json('emojibase-data/en/shortcodes/github.json');
const hex = (emoji) => [...emoji].map((c) => c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')).join('-');
const codesOf = (emoji, slug) => [codes[hex(emoji)] ?? codes[hex(emoji.replaceAll('\uFE0F', ''))] ?? slug].flat();

/** `emoji+ code code`: with a plus where it has skin tones. */
const all = groups.map((group) => group.map(({ emoji, slug, skin_tone_support: toned }) => `${emoji}${toned ? '+' : ''} ${codesOf(emoji, slug).join(' ')}`));

function names(locale) {
  const annotations = {
    ...json(`cldr-annotations-derived-modern/annotationsDerived/${locale}/annotations.json`).annotationsDerived.annotations,
    ...json(`cldr-annotations-modern/annotations/${locale}/annotations.json`).annotations.annotations,
  };
  return groups.flat().map(({ emoji, name }) => {
    const found = annotations[emoji] ?? annotations[emoji.replaceAll('\uFE0F', '')];
    const called = found?.tts?.[0] ?? name;
    const words = (found?.default ?? []).filter((word) => !called.includes(word));
    return [called, ...words].join('|');
  });
}

mkdirSync(OUT, { recursive: true });
const lines = (rows) => `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
writeFileSync(`${OUT}/emoji.json`, lines(all));
for (const locale of LOCALES) writeFileSync(`${OUT}/${locale}.json`, lines(names(locale)));
