import { t } from '../../lib/i18n/i18n.svelte';
import type { MessageRow } from '../../lib/ipc/generated/MessageRow';
import type { MenuItem } from '../../lib/ui/menu';
import type { Session } from '../../lib/views/session.svelte';

/** What can be done with a message. The selected part of its text, if there is one, is what gets copied. */
export function messageMenu(row: MessageRow, session: Session): MenuItem[] {
  const { entry, message } = row;
  if (entry.type !== 'message') return [];
  const items: MenuItem[] = [];
  const { text } = entry;
  if (text !== null) {
    const act = () => void copy(getSelection()?.toString() || text, session);
    items.push({ key: 'copy', icon: 'copy', label: t('message-copy'), testid: 'message-copy', act });
  }
  if (entry.delivery === 'failed') {
    const retry = () => void session.act({ type: 'retry', message });
    const discard = () => void session.act({ type: 'discard', message });
    items.push({ key: 'retry', icon: 'retry', label: t('message-retry'), act: retry });
    items.push({ key: 'discard', icon: 'trash', danger: true, label: t('message-discard'), act: discard });
  }
  const device = entry.repair;
  if (device !== null) {
    const act = () => void session.act({ type: 'repairSession', peer: row.author, device });
    items.push({ key: 'repair', icon: 'retry', label: t('message-repair'), act });
  }
  const act = () => (session.panel = true);
  items.push({ key: 'contact', icon: 'shield', label: t('message-encryption'), act });
  return items;
}

/** Nothing on screen changes when a text is copied, so a notice says that it was. */
async function copy(text: string, session: Session): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    session.notices.tell(t('message-copied'));
  } catch {
    session.notices.error('internal');
  }
}
