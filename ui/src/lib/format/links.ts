/** Finds the links in a plain text. Nothing here is markup: the result is a list of pieces, each shown as a text node. */

/** Why a link asks before it opens. */
export type Risk = 'userinfo' | 'lookalike' | 'leaves';

/** A piece of a message. */
export type Segment =
  | { kind: 'text'; text: string }
  | {
      kind: 'link';
      /** As written. */
      text: string;
      /** What opens. */
      url: string;
      /** Where it really leads: the host in ASCII, or the address for mailto: and xmpp:. */
      target: string;
      /** Set when it should not open without a question. */
      risk: Risk | null;
    };

const SCHEMES = ['http:', 'https:', 'mailto:', 'xmpp:', 'geo:'];

// A link ends at white space, quotes, angle brackets, controls, and everything invisible or bidirectional: such
// characters are how one address is dressed up as another.
const LINK =
  /(?<![\p{L}\p{N}_])(?:https?:\/\/|www\.|mailto:|xmpp:|geo:)[^\s<>"'`\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/giu;

const CLOSERS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Nobody writes longer ones by hand, and browsers refuse much longer ones. */
const LONGEST = 2048;

/** Splits a text into what is plain and what is a link. Joining all `text`s gives the text back unchanged. */
export function linkify(text: string): Segment[] {
  const segments: Segment[] = [];
  let done = 0;
  for (const match of text.matchAll(LINK)) {
    if (match[0].length > LONGEST) continue;
    const written = trimTail(match[0]);
    const link = toLink(written);
    if (!link) continue;
    if (match.index > done) segments.push({ kind: 'text', text: text.slice(done, match.index) });
    segments.push(link);
    done = match.index + written.length;
  }
  if (done < text.length) segments.push({ kind: 'text', text: text.slice(done) });
  return segments;
}

/** Punctuation after a link belongs to the sentence; a closing bracket only if the link did not open it. */
function trimTail(written: string): string {
  let end = written.length;
  for (; end > 0; end -= 1) {
    const last = written.charAt(end - 1);
    const opener = CLOSERS[last];
    const stray = opener !== undefined && count(written, last, end) > count(written, opener, end);
    if (!stray && !/[.,;:!?…*_~]/.test(last)) break;
  }
  return written.slice(0, end);
}

function count(text: string, character: string, end: number): number {
  let found = 0;
  for (let i = 0; i < end; i += 1) if (text.charAt(i) === character) found += 1;
  return found;
}

function toLink(written: string): Segment | null {
  const url = parse(/^www\./i.test(written) ? `https://${written}` : written);
  if (!url || !SCHEMES.includes(url.protocol)) return null;
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  const target = web ? url.host : decode(url.pathname);
  if (target === '' || (web && !url.hostname.includes('.') && url.hostname !== 'localhost' && !url.hostname.startsWith('['))) return null;
  return { kind: 'link', text: written, url: url.href, target, risk: riskOf(url, web) };
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a stray percent sign: shown as it is
  }
}

function riskOf(url: URL, web: boolean): Risk | null {
  if (!web) return 'leaves';
  if (url.username !== '' || url.password !== '') return 'userinfo';
  return url.hostname.split('.').some((label) => label.startsWith('xn--')) ? 'lookalike' : null;
}
