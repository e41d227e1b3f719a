import { describe, expect, it } from 'vitest';
import { linkify, type Segment } from '../src/lib/format/links';

type Link = Extract<Segment, { kind: 'link' }>;
const links = (text: string) => linkify(text).filter((segment): segment is Link => segment.kind === 'link');
const only = (text: string) => {
  const [link, ...more] = links(text);
  if (!link || more.length > 0) throw new Error(`${1 + more.length} links in ${text}`);
  return link;
};

describe('links in a text', () => {
  it('are found in a sentence, without its punctuation', () => {
    expect(only('See https://example.org/a?b=c#d, please.').text).toBe('https://example.org/a?b=c#d');
    expect(only('(at https://example.org/wiki/Sotto_(music))').text).toBe('https://example.org/wiki/Sotto_(music)');
    expect(only('Is it www.example.org?').url).toBe('https://www.example.org/');
  });

  it('are not found inside words or in bare names', () => {
    for (const text of ['example.org', 'xhttps://example.org', 'http://', 'https://localhost-without-dot', 'mailto:', 'a:b']) {
      expect(links(text), text).toEqual([]);
    }
  });

  it('give the text back unchanged when joined', () => {
    const text = 'a https://example.org, b\n\nwww.example.net (c) geo:1,2 \u202Ed https://x.example\u202Egpj.exe';
    expect(linkify(text).map((segment) => segment.text).join('')).toBe(text);
  });

  it('carry the address for mail, chat and places', () => {
    expect(only('mailto:anna@example.org').target).toBe('anna@example.org');
    expect(only('xmpp:juliet@capulet.example?message').target).toBe('juliet@capulet.example');
    expect(only('geo:52.5,13.4').risk).toBe('leaves');
  });

  it('w06: only http, https, mailto, xmpp and geo are ever links', () => {
    const schemes = ['file', 'smb', 'nfs', 'javascript', 'data', 'vbscript', 'ms-msdt', 'aesgcm', 'tel', 'search-ms', 'ftp', 'about', 'blob', 'view-source'];
    for (const scheme of schemes) {
      for (const rest of ['//evil.example/x', 'alert(1)', '/etc/passwd', '//evil.example%0aHost']) {
        expect(links(`${scheme}:${rest}`), `${scheme}:${rest}`).toEqual([]);
        expect(links(`${scheme.toUpperCase()}:${rest}`)).toEqual([]);
      }
    }
    for (const text of ['JaVaScRiPt:alert(1)', 'java\tscript:alert(1)', '\u0001javascript:alert(1)', 'https:javascript:alert(1)']) {
      expect(links(text).every((link) => /^https?:/.test(link.url)), text).toBe(true);
    }
  });

  it('w06: end at spaces, quotes, brackets, controls and line breaks, so that none reach a command line', () => {
    for (const stop of [' ', '\n', '\r', '\t', '"', "'", '<', '>', '`', '\\', '\u0000', '\u0085', '\u2028', '\u2029']) {
      expect(only(`https://example.org/a${stop}--flag`).url, JSON.stringify(stop)).toBe('https://example.org/a');
    }
    expect(only('https://example.org/%s%20%22').url).toBe('https://example.org/%s%20%22');
  });

  it('w07: a name before the host is marked, and the real host is shown', () => {
    const link = only('https://www.bank.example@evil.example/login');
    expect(link).toMatchObject({ target: 'evil.example', risk: 'userinfo' });
    expect(only('https://bank.example:443@evil.example').risk).toBe('userinfo');
  });

  it('w07: letters that look like others are marked, and the host is shown in ASCII', () => {
    const link = only('https://\u0430pple.example/');
    expect(link.target).toBe('xn--pple-43d.example');
    expect(link.risk).toBe('lookalike');
    expect(only('https://apple.example/').risk).toBeNull();
  });

  it('w07: invisible and right-to-left characters end a link instead of dressing it up', () => {
    for (const trick of ['\u202E', '\u202D', '\u2066', '\u2067', '\u2069', '\u200B', '\u200F', '\u00AD', '\uFEFF', '\u061C']) {
      expect(only(`https://example.org/${trick}gpj.exe`).url, trick.codePointAt(0)?.toString(16)).toBe('https://example.org/');
    }
  });

  it('are found quickly in a text of 60,000 hostile bytes', () => {
    const started = performance.now();
    for (const text of ['https://'.repeat(7500), `https://a.b/${'('.repeat(59_000)}`, `https://a.b/${')'.repeat(59_000)}`, 'www.'.repeat(15_000)]) linkify(text);
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
