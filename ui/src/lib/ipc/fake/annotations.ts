import type { Entry } from '../generated/Entry';
import type { MessageRow } from '../generated/MessageRow';
import type { Quote } from '../generated/Quote';
import type { Reaction } from '../generated/Reaction';
import type { World } from './world';

/** What can be done to a message that is there already. */

type Said = Extract<Entry, { type: 'message' }>;

/** Gives a message another text, and keeps the one it had. */
export function correct(world: World, message: number, text: string): void {
  const found = find(world, message);
  if (!found) return;
  const { peer, row, entry } = found;
  const versions = world.versions(peer, message);
  const add = (at: number, version: string) => {
    const id = versions.rows.length + 1;
    versions.put({ id: String(id), sort: [id, id], at, text: version });
  };
  if (versions.rows.length === 0) add(row.at, entry.text ?? '');
  add(Date.now(), text);
  change(world, peer, row, { ...entry, text, edited: true });
}

/** Takes a message's text away, and all that hung on it. */
export function retract(world: World, message: number): void {
  const found = find(world, message);
  if (!found) return;
  const { peer, row, entry } = found;
  for (const { id } of world.versions(peer, message).rows) world.versions(peer, message).remove(id);
  change(world, peer, row, { ...entry, text: null, edited: false, retracted: true, reply: null, reactions: [] });
}

/** Puts our reactions in the place of those we had. */
export function react(world: World, message: number, emojis: string[]): void {
  const found = find(world, message);
  if (!found) return;
  const { peer, row, entry } = found;
  const theirs = entry.reactions.map((each) => (each.mine ? { ...each, count: each.count - 1, mine: false } : each));
  const kinds = [...new Set([...theirs.map((each) => each.emoji), ...emojis])];
  const reactions = kinds.map((emoji): Reaction => {
    const mine = emojis.includes(emoji);
    return { emoji, count: (theirs.find((each) => each.emoji === emoji)?.count ?? 0) + (mine ? 1 : 0), mine };
  });
  world.timeline(peer).put({ ...row, entry: { ...entry, reactions: reactions.filter((each) => each.count > 0) } });
}

/** Puts one reaction of ours on, or takes it away. */
export function toggle(world: World, message: number, emoji: string): void {
  const reactions = find(world, message)?.entry.reactions ?? [];
  const ours = reactions.filter((each) => each.mine).map((each) => each.emoji);
  react(world, message, ours.includes(emoji) ? ours.filter((each) => each !== emoji) : [...ours, emoji]);
}

/** How a message is quoted by what answers it. */
export function quote(row: MessageRow | undefined): Quote {
  if (row?.entry.type !== 'message') return { message: null, outgoing: false, text: null };
  return { message: row.message, outgoing: row.outgoing, text: row.entry.text?.replace(/\s+/g, ' ').slice(0, 200) ?? null };
}

function find(world: World, message: number): { peer: string; row: MessageRow; entry: Said } | null {
  for (const { peer } of world.chats.rows) {
    const row = world.timeline(peer).get(String(message));
    if (row?.entry.type === 'message') return { peer, row, entry: row.entry };
  }
  return null;
}

/** Also where it is quoted, and in the list when it is the last one. */
function change(world: World, peer: string, row: MessageRow, entry: Said): void {
  const changed = { ...row, entry };
  const quoting = world.timeline(peer).rows.flatMap((each) => {
    const about = each.entry.type === 'message' && each.entry.reply?.message === row.message;
    return about ? [{ ...each, entry: { ...each.entry, reply: quote(changed) } as Said }] : [];
  });
  world.timeline(peer).put(changed, ...quoting);
  const shown = world.chats.get(peer)?.preview;
  if (!shown || world.timeline(peer).rows.at(-1)?.message !== row.message) return;
  world.chats.patch(peer, { preview: { ...shown, text: entry.text, retracted: entry.retracted } });
}
