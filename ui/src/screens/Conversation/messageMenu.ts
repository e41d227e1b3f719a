import { t } from '../../lib/i18n/i18n.svelte';
import type { MessageRow } from '../../lib/ipc/generated/MessageRow';
import type { MenuItem } from '../../lib/ui/menu';
import { copyText } from '../../lib/views/copy';
import { may } from '../../lib/views/may';
import type { Session } from '../../lib/views/session.svelte';
import type { MessageActs } from './messageActs';

type Spot = Element | { x: number; y: number };

/** What can be done with a message. The selected part of its text, if there is one, is what gets copied. */
export function messageMenu(row: MessageRow, at: Spot, acts: MessageActs, session: Session): MenuItem[] {
  const { entry, message } = row;
  if (entry.type !== 'message') return [];
  const items = annotations(row, at, acts);
  const { text } = entry;
  if (text !== null) {
    const act = () => void copyText(getSelection()?.toString() || text, session.notices);
    if (entry.delivery !== 'failed') items.push({ key: 'forward', icon: 'share', label: t('message-forward'), testid: 'menu-forward', act: () => acts.forward(row) });
    items.push({ key: 'copy', icon: 'copy', label: t('message-copy'), testid: 'message-copy', act });
  }
  if (entry.delivery === 'failed') {
    const retry = () => acts.command({ type: 'retry', message });
    const discard = () => acts.command({ type: 'discard', message });
    items.push({ key: 'retry', icon: 'retry', label: t('message-retry'), act: retry });
    items.push({ key: 'discard', icon: 'trash', danger: true, label: t('message-discard'), act: discard });
  }
  const device = entry.repair;
  if (device !== null) {
    const act = () => acts.command({ type: 'repairSession', peer: row.author, device });
    items.push({ key: 'repair', icon: 'retry', label: t('message-repair'), act });
  }
  const act = () => (session.panel = true);
  items.push({ key: 'contact', icon: 'shield', label: t('message-encryption'), act });
  if (may(row).retract) {
    items.push({ key: 'retract', icon: 'trash', danger: true, label: t('message-retract'), testid: 'message-retract', act: () => acts.retract(row) });
  }
  return items;
}

function annotations(row: MessageRow, at: Spot, acts: MessageActs): MenuItem[] {
  const { answer, edit, choose, versions } = may(row);
  const pinned = row.entry.type === 'message' && row.entry.pinned;
  const all: (MenuItem & { when: boolean })[] = [
    { key: 'reply', when: answer, icon: 'reply', label: t('message-reply'), testid: 'menu-reply', act: () => acts.reply(row) },
    { key: 'react', when: answer, icon: 'smile', label: t('message-react'), testid: 'menu-react', act: () => acts.picker(row, at) },
    { key: 'edit', when: edit, icon: 'compose', label: t('message-edit'), testid: 'menu-edit', act: () => acts.edit(row) },
    { key: 'thread', when: answer, icon: 'thread', label: t('message-thread'), testid: 'menu-thread', act: () => acts.thread(row) },
    { key: 'pin', when: answer, icon: 'pin', label: t(pinned ? 'message-unpin' : 'message-pin'), testid: 'menu-pin', act: () => acts.command({ type: 'pinMessage', message: row.message, on: !pinned }) },
    { key: 'select', when: choose, icon: 'check', label: t('message-select'), testid: 'menu-select', act: () => acts.choose(row) },
    { key: 'versions', when: versions, icon: 'history', label: t('message-versions'), testid: 'menu-versions', act: () => acts.versions(row) },
  ];
  return all.filter((item) => item.when);
}
