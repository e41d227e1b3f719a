import type { FileRow } from '../../../lib/ipc/generated/FileRow';
import type { Delivery } from '../../../lib/ipc/generated/Delivery';
import type { Session } from '../../../lib/views/session.svelte';

/** Whether a file is on its way, here or there. */
export function isMoving(file: FileRow, delivery: Delivery | null): boolean {
  return file.state === 'coming' || delivery === 'queued';
}

/** How much of a file is through, from 0 to 1; nothing where nobody knows. */
export function progress(session: Session, file: FileRow): number | null {
  const row = session.transfers.get(String(file.id));
  return row && row.size > 0 ? Math.min(1, row.done / row.size) : null;
}

/** Saves a file, and says where it is. */
export async function save(session: Session, file: FileRow, open: boolean, say: (name: string) => string): Promise<void> {
  try {
    const saved = await session.backend.saveFile(session.account, file.id, open);
    if (!saved.opened) session.notices.tell(say(saved.name));
  } catch {
    session.notices.error('internal');
  }
}
