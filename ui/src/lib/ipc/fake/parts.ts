import type { FoundRow } from '../generated/FoundRow';
import type { MessageRow } from '../generated/MessageRow';
import type { View } from '../generated/View';

/** Whether a message belongs to a pane beside its conversation. A thread is the message and what continues one. */
export function kept(row: MessageRow, view: Extract<View, { type: 'thread' | 'pinned' }>): boolean {
  if (row.entry.type !== 'message') return false;
  return view.type === 'pinned' ? row.entry.pinned : row.message === view.message || row.entry.thread !== null;
}

/** The messages that say something. */
export function found(rows: MessageRow[], text: string): FoundRow[] {
  const wanted = text.trim().toLowerCase();
  const says = (row: MessageRow) => wanted !== '' && row.entry.type === 'message' && (row.entry.text ?? '').toLowerCase().includes(wanted);
  return rows.filter(says).map(({ id, sort, message }) => ({ id, sort, message }));
}
