/** Which emoji are used here, and in which tone; belongs to the window, like the size of its text. */
const RECENT = 'emoji-recent';
const TONE = 'emoji-tone';
const MOST = 24;

/** The tones there are: none, then Unicode's five. */
export const TONES = ['', '\u{1F3FB}', '\u{1F3FC}', '\u{1F3FD}', '\u{1F3FE}', '\u{1F3FF}'] as const;

/** An emoji in a tone: everybody in it gets it, but not the hands that join two of them. */
export function toned(emoji: string, tone: string): string {
  return tone === '' ? emoji : emoji.replace(/(?!(?<=\u200D)🤝)(\p{Emoji_Modifier_Base})\uFE0F?/gu, `$1${tone}`);
}

class Taste {
  /** Used last, newest first. */
  recent = $state.raw<string[]>(remembered());
  tone = $state(TONES.find((tone) => tone === localStorage.getItem(TONE)) ?? '');

  /** Notes that one was used. */
  used(emoji: string): void {
    this.recent = [emoji, ...this.recent.filter((each) => each !== emoji)].slice(0, MOST);
    localStorage.setItem(RECENT, this.recent.join(' '));
  }

  /** Chooses a tone. */
  choose(tone: string): void {
    this.tone = TONES.find((each) => each === tone) ?? '';
    localStorage.setItem(TONE, this.tone);
  }
}

function remembered(): string[] {
  return (localStorage.getItem(RECENT) ?? '').split(' ').filter(Boolean).slice(0, MOST);
}

export const taste = new Taste();
