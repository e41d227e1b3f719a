import type { ChatRow } from '../generated/ChatRow';
import type { DeviceRow } from '../generated/DeviceRow';
import type { Block } from '../generated/Block';
import type { Entry } from '../generated/Entry';
import type { MessageRow } from '../generated/MessageRow';
import type { RequestRow } from '../generated/RequestRow';
import type { VersionRow } from '../generated/VersionRow';

/** Who lives in the made-up world, and what they have said to each other. */
export const ME = 'anna@example.org';
export const ACCOUNT = '0123456789abcdef';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A message with the usual properties. */
export function message(id: number, peer: string, at: number, text: string, mine: boolean, change: Partial<Extract<Entry, { type: 'message' }>> = {}): MessageRow {
  const entry: Entry = {
    type: 'message',
    text,
    unreadable: null,
    repair: null,
    encryption: 'omemoLegacy',
    exposed: false,
    trust: mine ? null : 'blind',
    delivery: mine ? 'read' : null,
    failure: null,
    edited: false,
    retracted: false,
    reply: null,
    reactions: [],
    thread: null,
    pinned: false,
    file: null,
    look: { action: text.startsWith('/me '), blocks: null, spoiler: null },
    ...change,
  };
  return { id: String(id), sort: [at, id], message: id, outgoing: mine, author: mine ? ME : peer, at, entry };
}

/** A line that no person wrote. */
export function note(id: number, peer: string, at: number, entry: Entry): MessageRow {
  return { id: String(id), sort: [at, id], message: id, outgoing: false, author: peer, at, entry };
}

/** A conversation with every state a message can be in. */
export function everyState(peer: string, now: number): MessageRow[] {
  const yesterday = now - DAY;
  let id = 9000;
  const next = () => (id += 1);
  const long = Array.from({ length: 26 }, (_, i) => `${i + 1}. line of a long list`).join('\n');
  return [
    message(next(), peer, yesterday - 3 * HOUR, 'Are you coming to the rehearsal tonight?', false),
    message(next(), peer, yesterday - 3 * HOUR + MINUTE, 'We start at seven, but the doors open at half past six.', false),
    message(next(), peer, yesterday - 2 * HOUR, 'Yes, I will bring the scores 🎻', true),
    message(next(), peer, yesterday - 2 * HOUR + MINUTE, 'And the stand lights. The programme is at https://example.org/concerts/2026?from=chat (page 3), and tickets at www.example.org.', true),
    note(next(), peer, yesterday - HOUR, { type: 'device', device: 4711, trust: 'blind', own: false, gone: false }),
    note(next(), peer, yesterday - HOUR + 1, { type: 'device', device: 4712, trust: 'blind', own: false, gone: false }),
    message(next(), peer, yesterday - HOUR + MINUTE, '', false, { text: null, unreadable: 'notForThisDevice' }),
    message(next(), peer, yesterday - HOUR + 2 * MINUTE, '', false, { text: null, unreadable: 'broken', repair: 4711 }),
    message(next(), peer, yesterday - HOUR + 3 * MINUTE, 'This one came from a program that cannot encrypt.', false, { encryption: 'none', exposed: true }),
    note(next(), peer, yesterday - 40 * MINUTE, { type: 'gap' }),
    message(next(), peer, now - 3 * HOUR, long, false),
    message(next(), peer, now - 2 * HOUR, '🎶', false),
    message(next(), peer, now - 70 * MINUTE, 'مرحبا، هل يمكننا التحدث غدًا؟ (10:30)', false),
    message(next(), peer, now - 50 * MINUTE, 'https://login.example.org@evil.example/reset and https://xn--pple-43d.example/', false),
    ...annotated(next, peer, now),
    ...styled(next, peer, now),
    message(next(), peer, now - 30 * MINUTE, 'Delivered, but not read yet.', true, { delivery: 'delivered' }),
    message(next(), peer, now - 29 * MINUTE, 'Only on the server so far.', true, { delivery: 'sent' }),
    message(next(), peer, now - 20 * MINUTE, 'Could not go out.', true, { delivery: 'failed', failure: 'untrusted', encryption: 'none' }),
    message(next(), peer, now - MINUTE, 'Still waiting for the connection.', true, { delivery: 'queued' }),
  ];
}

/** Texts with directives, as the core reads them. */
function styled(next: () => number, peer: string, now: number): MessageRow[] {
  const from = now - 65 * MINUTE;
  const text = (text: string) => ({ type: 'text', text }) as const;
  const blocks: Block[] = [
    { type: 'quote', blocks: [{ type: 'text', spans: [text('What is the '), { type: 'styled', style: 'emphasis', spans: [text('tempo')] }, text('?')] }] },
    { type: 'text', spans: [text('Look: '), { type: 'styled', style: 'strong', spans: [text('allegro')] }, text(', '), { type: 'styled', style: 'strike', spans: [text('presto')] }, text(', or '), { type: 'code', text: 'bpm(120)' }, text('. The end: '), { type: 'styled', style: 'spoiler', spans: [text('they both die')] }] },
    { type: 'code', language: 'rust', text: '/// Beats of a bar.\nfn beats(bar: &Bar) -> u32 {\n    let count = 4; // common time\n    println!("{count}");\n    count\n}' },
    { type: 'text', spans: [text('Good?')] },
  ];
  const look = { action: false, blocks, spoiler: null };
  const said = '> What is the _tempo_?\nLook: *allegro*, ~presto~, or `bpm(120)`. The end: ||they both die||\n```rust\nfn beats…\n```\nGood?';
  return [
    message(next(), peer, from, said, false, { look }),
    message(next(), peer, from + 1, '/me tunes the violin', false),
    message(next(), peer, from + 2, 'The butler did it.', false, { look: { action: false, blocks: null, spoiler: 'The end of the play' } }),
  ];
}

/** What people do to messages that are there: answers, corrections, reactions and deletions. */
function annotated(next: () => number, peer: string, now: number): MessageRow[] {
  const from = now - 45 * MINUTE;
  const scores = { message: 9003, outgoing: true, text: 'Yes, I will bring the scores 🎻' };
  const question = { message: 9001, outgoing: false, text: 'Are you coming to the rehearsal tonight?' };
  return [
    message(next(), peer, from, 'Please bring two copies.', false, { reply: scores, pinned: true, thread: { type: 'begins', replies: 2 }, reactions: [{ emoji: '👍', count: 2, mine: true }, { emoji: '🎻', count: 1, mine: false }] }),
    message(next(), peer, from + MINUTE, 'I come at half past six.', true, { reply: question, edited: true, thread: { type: 'continues' }, reactions: [{ emoji: '❤️', count: 1, mine: false }] }),
    message(next(), peer, from + 2 * MINUTE, 'That was long ago.', false, { reply: { message: null, outgoing: false, text: null } }),
    message(next(), peer, from + 3 * MINUTE, '', false, { text: null, retracted: true }),
    message(next(), peer, from + 4 * MINUTE, 'What did it say?', true, { reply: { message: 9018, outgoing: false, text: null } }),
    message(next(), peer, from + 5 * MINUTE, '', true, { text: null, retracted: true }),
  ];
}

/** What an edited message said, from the first text to the present one. */
export function versions({ at, entry }: MessageRow): VersionRow[] {
  const texts = ['I come at six.', 'I come at seven. No: half past six.', entry.type === 'message' ? (entry.text ?? '') : ''];
  return texts.map((text, i) => ({ id: String(i + 1), sort: [i, i], at: at + i * MINUTE, text }));
}

const TALK = [
  'Good morning. Did you sleep well?',
  'Quite. The trains were quiet for once.',
  'I found the recording we talked about, the one from the church in Ravenna.',
  'Oh, wonderful. Is it the live version?',
  'Yes. Listen to the second movement, around the middle: one hears the audience hold its breath.',
  'I will, this evening, with the good headphones.',
  'Shall I bring the wine?',
  'Please. Red, and nothing too heavy.',
  'See you at eight.',
];

/** A conversation of `count` messages, the newest `ago` before now. */
export function talk(peer: string, now: number, ago: number, count: number, from: number): MessageRow[] {
  return Array.from({ length: count }, (_, i) => {
    const back = count - 1 - i;
    const at = now - ago - back * 4 * MINUTE - Math.floor(back / 6) * 5 * HOUR;
    return message(from + i, peer, at, TALK[i % TALK.length] ?? '', i % 3 !== 0 && i % 2 === 1);
  });
}

/** Everybody in the chat list. */
export function chats(now: number): ChatRow[] {
  const row = (id: string, name: string, ago: number, text: string, change: Partial<ChatRow> = {}): ChatRow => ({
    id,
    peer: id,
    name,
    avatar: null,
    sort: [change.pinned ? 0 : 1, -(now - ago)],
    presence: 'offline',
    at: now - ago,
    preview: { outgoing: false, text, unreadable: null, delivery: null, retracted: false, file: null },
    unread: 0,
    draft: null,
    failed: false,
    typing: false,
    pinned: false,
    muted: false,
    archived: false,
    ...change,
  });
  const mine = (text: string, delivery: 'queued' | 'sent' | 'delivered' | 'read') => ({ outgoing: true, text, unreadable: null, delivery, retracted: false, file: null });
  return [
    row('juliet@capulet.example', 'Juliet Capulet', MINUTE, '', { pinned: true, presence: 'online', preview: mine('Still waiting for the connection.', 'queued'), failed: true }),
    row('benvolio@montague.example', 'Benvolio', 8 * MINUTE, 'See you at eight.', { presence: 'online', unread: 3 }),
    row('nurse@capulet.example', 'Angelica (nurse)', 30 * MINUTE, '', { presence: 'away', typing: true }),
    row('mercutio@verona.example', 'Mercutio', 2 * HOUR, 'A plague on both your houses, and on whoever moved the rehearsal to nine in the morning', { presence: 'busy', unread: 128, muted: true }),
    row('lawrence@abbey.example', 'Friar Lawrence', 5 * HOUR, '', { draft: 'Wisely and slow; they stumble', preview: mine('Thank you for the letter', 'read') }),
    row('tybalt@capulet.example', 'Tybalt', DAY + HOUR, '', { preview: { outgoing: false, text: null, unreadable: 'noSession', delivery: null, retracted: false, file: null } }),
    row('layla@example.net', 'ليلى الحسن', 2 * DAY, 'شكرا جزيلا، إلى اللقاء', { presence: 'online' }),
    row('paris@verona.example', 'Count Paris', 3 * DAY, '', { preview: mine('I am afraid not', 'delivered') }),
    row('escalus@verona.example', 'Escalus', 4 * DAY, '', { preview: { outgoing: false, text: null, unreadable: null, delivery: null, retracted: true, file: null } }),
    row('wilhelmina.featherstonehaugh-cholmondeley@a-very-long-host-name.example', 'Wilhelmina Featherstonehaugh-Cholmondeley', 12 * DAY, 'https://example.org/a/very/long/link/that/does/not/fit'),
    row('peter@capulet.example', 'Peter', 50 * DAY, 'Musicians, O musicians'),
    row('rosaline@verona.example', 'rosaline@verona.example', 420 * DAY, 'No.'),
  ];
}

/** Who waits to be let in. */
export function strangers(now: number): RequestRow[] {
  const row = (peer: string, name: string, ago: number, change: Partial<RequestRow>): RequestRow => ({
    id: peer, peer, name, sort: [ago, 0], at: now - ago, asks: false, text: null, messages: 0, ...change,
  });
  return [
    row('helena@athens.example', 'Helena', MINUTE, { asks: true }),
    row('prospero@island.example', 'prospero@island.example', 3 * HOUR, { text: 'We met at the harbour. Would you still like to hear about the ship?', messages: 2 }),
    row('autolycus@fair.example', 'Autolycus', 2 * DAY, { asks: true, text: 'Ribbons of all the colours, gloves as sweet as damask roses', messages: 5 }),
  ];
}

/** Devices in every state of trust. */
export function devices(now: number, own: boolean): DeviceRow[] {
  const print = (seed: number) => Array.from({ length: 64 }, (_, i) => ((i * seed * 7 + seed * 13 + (i >> 2)) % 16).toString(16)).join('');
  const row = (device: number, trust: DeviceRow['trust'], change: Partial<DeviceRow> = {}): DeviceRow => ({
    id: String(device),
    sort: [change.active === false ? 1 : 0, device],
    device,
    fingerprint: print(device),
    trust,
    thisOne: false,
    active: true,
    firstSeen: now - 90 * DAY,
    lastSeen: now - 2 * HOUR,
    ...change,
  });
  if (own) return [row(11, 'verified', { thisOne: true }), row(23, 'blind'), row(37, 'blind', { active: false, lastSeen: now - 60 * DAY })];
  return [
    row(4711, 'verified'),
    row(4712, 'undecided', { firstSeen: now - HOUR, lastSeen: null }),
    row(4713, 'blind', { lastSeen: now - 3 * DAY }),
    row(4714, 'changed'),
    row(4715, 'distrusted', { active: false }),
    row(4716, 'blind', { fingerprint: null, lastSeen: null }),
  ];
}
