import type { Reaction } from '../ipc/generated/Reaction';

/** What one reacts with most: at hand without a search. */
export const QUICK: readonly string[] = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

/** Those of ours on a message. */
export function mine(reactions: Reaction[]): string[] {
  return reactions.filter((reaction) => reaction.mine).map((reaction) => reaction.emoji);
}

/** All of ours once `emoji` is put on, or taken away where it was: a new set replaces the whole old one. */
export function toggled(reactions: Reaction[], emoji: string): string[] {
  const before = mine(reactions);
  return before.includes(emoji) ? before.filter((each) => each !== emoji) : [...before, emoji];
}
