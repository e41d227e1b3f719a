import type { MessageRow } from '../ipc/generated/MessageRow';
import { startOfDay } from './time';

/** Messages of one person closer together than this join into one block. */
const JOIN_WITHIN = 5 * 60_000;

/** One line of the timeline as it is painted. */
export type Item =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'unread'; key: string }
  | { kind: 'notes'; key: string; rows: MessageRow[] }
  | { kind: 'message'; key: string; row: MessageRow; first: boolean; last: boolean };

/** Lays rows out: day dividers, the unread divider before message `unreadFrom`, joined messages, merged system lines. */
export function arrange(rows: MessageRow[], unreadFrom: number | null): Item[] {
  const items: Item[] = [];
  let previous: MessageRow | null = null;
  for (const row of rows) {
    if (!previous || startOfDay(previous.at) !== startOfDay(row.at)) {
      items.push({ kind: 'day', key: `day-${row.id}`, at: row.at });
    }
    if (row.message === unreadFrom) items.push({ kind: 'unread', key: 'unread' });
    add(items, row);
    previous = row;
  }
  return items;
}

function add(items: Item[], row: MessageRow): void {
  const before = items.at(-1);
  if (row.entry.type !== 'message') {
    if (before?.kind === 'notes') before.rows.push(row);
    else items.push({ kind: 'notes', key: row.id, rows: [row] });
    return;
  }
  const joins = before?.kind === 'message' && joined(before.row, row);
  if (joins) before.last = false;
  items.push({ kind: 'message', key: row.id, row, first: !joins, last: true });
}

function joined(before: MessageRow, row: MessageRow): boolean {
  return before.outgoing === row.outgoing && before.author === row.author && before.sender?.key === row.sender?.key && row.at - before.at < JOIN_WITHIN;
}
