import { describe, expect, it } from 'vitest';
import { groups } from '../src/lib/format/fingerprint';
import { arrange, type Item } from '../src/lib/format/grouping';
import { initials, plainName } from '../src/lib/format/initials';
import { matches } from '../src/lib/format/matches';
import { isEmojiOnly, isLong } from '../src/lib/format/text';
import { clock, dayName, daysAgo, short } from '../src/lib/format/time';
import { message, note } from '../src/lib/ipc/fake/people';

const NOON = new Date(2026, 4, 12, 12, 0).getTime(); // a Tuesday
const MINUTE = 60_000;
const DAY = 86_400_000;

describe('the timeline as it is laid out', () => {
  const juliet = 'juliet@capulet.example';
  const kinds = (items: Item[]) => items.map((item) => (item.kind === 'message' ? `${item.first ? '<' : ''}m${item.last ? '>' : ''}` : item.kind));
  const say = (id: number, at: number, mine = false) => message(id, juliet, at, 'x', mine);

  it('joins messages of one person within five minutes', () => {
    expect(kinds(arrange([say(1, NOON), say(2, NOON + 4 * MINUTE), say(3, NOON + 9 * MINUTE)], null))).toEqual(['day', '<m', 'm>', '<m>']);
  });

  it('starts anew with the other person', () => {
    expect(kinds(arrange([say(1, NOON), say(2, NOON + 1, true)], null))).toEqual(['day', '<m>', '<m>']);
  });

  it('divides days, even within five minutes', () => {
    const midnight = new Date(2026, 4, 13).getTime();
    expect(kinds(arrange([say(1, midnight - MINUTE), say(2, midnight + MINUTE)], null))).toEqual(['day', '<m>', 'day', '<m>']);
  });

  it('puts the unread divider before the first unread message and breaks the block there', () => {
    expect(kinds(arrange([say(1, NOON), say(2, NOON + 1)], 2))).toEqual(['day', '<m>', 'unread', '<m>']);
  });

  it('merges system lines that follow each other', () => {
    const device = (id: number) => note(id, juliet, NOON, { type: 'device', device: id, trust: 'blind', own: false, gone: false });
    const items = arrange([device(1), device(2), say(3, NOON), note(4, juliet, NOON, { type: 'gap' })], null);
    expect(kinds(items)).toEqual(['day', 'notes', '<m>', 'notes']);
    expect(items[1]).toMatchObject({ rows: [{ id: '1' }, { id: '2' }] });
  });

  it('gives every line a key of its own', () => {
    const rows = Array.from({ length: 300 }, (_, i) => say(i, NOON + i * 7 * 60 * MINUTE));
    const keys = arrange(rows, 150).map((item) => item.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('dates and times', () => {
  it('are as short as they can be in the list', () => {
    expect(short(NOON - MINUTE, NOON, 'en-GB')).toBe('11:59');
    expect(short(NOON - DAY, NOON, 'en-GB')).toBe('Mon');
    expect(short(NOON - 30 * DAY, NOON, 'en-GB')).toBe('12 Apr');
    expect(short(NOON - 400 * DAY, NOON, 'en-GB')).toBe('07/04/2025');
  });

  it('name days the way people do', () => {
    expect(dayName(NOON, NOON, 'en')).toBe('Today');
    expect(dayName(NOON - DAY, NOON, 'de')).toBe('Gestern');
    expect(dayName(NOON - 3 * DAY, NOON, 'en')).toBe('Saturday');
    expect(dayName(NOON - 30 * DAY, NOON, 'en-GB')).toBe('Sunday 12 April');
  });

  it('count calendar days, whatever the hour', () => {
    const late = new Date(2026, 4, 11, 23, 59).getTime();
    expect(daysAgo(late, new Date(2026, 4, 12, 0, 1).getTime())).toBe(1);
    expect(daysAgo(NOON + DAY, NOON)).toBe(-1); // a sender's clock that is ahead
  });

  it('follow the language', () => {
    expect(clock(NOON, 'de')).toBe('12:00');
    expect(clock(NOON, 'en-US')).toMatch(/^12:00\sPM$/);
  });
});

describe('texts', () => {
  it('fold when they have more than twenty lines or are very long', () => {
    expect(isLong('a\n'.repeat(19))).toBe(false);
    expect(isLong('a\n'.repeat(20))).toBe(true);
    expect(isLong('a'.repeat(1801))).toBe(true);
  });

  it('of one to three emoji are shown large', () => {
    for (const text of ['🎶', '👩‍👩‍👧‍👦 🇪🇺', '❤️❤️❤️']) expect(isEmojiOnly(text), text).toBe(true);
    for (const text of ['🎶 x', '1', '#', '🎶🎶🎶🎶', '']) expect(isEmojiOnly(text), text).toBe(false);
  });
});

describe('names', () => {
  it('lose what is invisible or turns the line around', () => {
    expect(plainName('\u202Egnp.exe\u202C')).toBe('gnp.exe');
    expect(plainName('Anna\u0000\n\u200B\u2066')).toBe('Anna');
    expect(plainName('ليلى')).toBe('ليلى');
  });

  it('become one or two whole letters', () => {
    expect(initials('Juliet Capulet')).toBe('JC');
    expect(initials('anna@example.org')).toBe('A');
    expect(initials('Angelica (nurse)')).toBe('AN');
    expect(initials('🦊 fox')).toBe('🦊F');
    expect(initials('\u202E')).toBe('');
  });

  it('are found by the beginnings of their words, whatever case and accents', () => {
    expect(matches('ju cap', 'Juliet Capulet')).toBe(true);
    expect(matches('ELO', 'Éloïse')).toBe(true);
    expect(matches('verona', 'x', 'paris@verona.example')).toBe(true);
    expect(matches('liet', 'Juliet')).toBe(false);
    expect(matches('', 'anybody')).toBe(true);
  });
});

describe('a fingerprint', () => {
  it('is read in eight groups of eight', () => {
    const read = groups('AB12CD34 '.repeat(8));
    expect(read).toHaveLength(8);
    expect(read.every((group) => group === 'ab12cd34')).toBe(true);
  });
});
