import type { Reaction } from '../ipc/generated/Reaction';

/** What one reacts with most: at hand without a search. */
export const QUICK: readonly string[] = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

/** Those of ours on a message. */
export function mine(reactions: Reaction[]): string[] {
  return reactions.filter((reaction) => reaction.mine).map((reaction) => reaction.emoji);
}
