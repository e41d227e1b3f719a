import type { Segment } from '../format/links';

/** What a text needs beside itself: where its links go, and words for what can be pressed in it. */
export interface TextActs {
  link(link: Extract<Segment, { kind: 'link' }>): void;
  copy(text: string): void;
  words: { spoiler: string; copyCode: string; code: string; quote: string };
}
