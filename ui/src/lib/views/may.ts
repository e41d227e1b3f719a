import type { MessageRow } from '../ipc/generated/MessageRow';

/** What may be done with a message. */
export interface May {
  /** Answer it, and react to it. */
  answer: boolean;
  /** Change its text. */
  edit: boolean;
  /** Delete it for everyone. */
  retract: boolean;
  /** Do something with several of them. */
  choose: boolean;
  /** Look at what it said before. */
  versions: boolean;
}

const NOTHING: May = { answer: false, edit: false, retract: false, choose: false, versions: false };

/** Nothing with one that was deleted, nor with one that failed: nobody else has it. */
export function may({ entry, outgoing }: MessageRow): May {
  if (entry.type !== 'message' || entry.retracted || entry.delivery === 'failed') return NOTHING;
  return { answer: true, edit: outgoing && entry.text !== null, retract: outgoing, choose: entry.text !== null || outgoing, versions: entry.edited };
}
