import { t } from '../../lib/i18n/i18n.svelte';
import { isMac, written } from '../../lib/keys/keymap';
import type { IconName } from '../../lib/ui/icons';
import type { Session } from '../../lib/views/session.svelte';

/** A line of the command palette: somebody to write to, or something to do. */
export interface Choice {
  key: string;
  label: string;
  /** Set for people. */
  peer?: string;
  icon?: IconName;
  /** Its shortcut, as written. */
  keys?: string;
  act: () => void;
}

/** What can be done from anywhere, the open conversation's own actions first. */
export function actionsOf(session: Session): Choice[] {
  const mac = isMac();
  return [
    ...conversationActions(session),
    { key: 'add', label: t('add-contact-title'), icon: 'person-add', keys: written('new', mac), act: () => (session.overlay = 'add-contact') },
    { key: 'new-group', label: t('new-group'), icon: 'group', act: () => (session.overlay = 'new-group') },
    { key: 'join-channel', label: t('join-channel'), icon: 'channel', act: () => (session.overlay = 'join-channel') },
    ...(session.me.only ? [{ key: 'saved', label: t('saved-messages'), icon: 'pin', act: () => session.me.only && void session.converse(session.me.only.jid) } as const] : []),
    { key: 'settings', label: t('settings'), icon: 'settings', keys: written('settings', mac), act: () => (session.overlay = 'settings') },
    { key: 'keys', label: t('keys-title'), icon: 'keyboard', keys: written('keys', mac), act: () => (session.overlay = 'keys') },
    { key: 'sign-out', label: t('sign-out'), icon: 'leave', act: () => (session.overlay = 'sign-out') },
  ];
}

function conversationActions(session: Session): Choice[] {
  const { shown } = session;
  const row = shown?.row;
  if (!shown || !row) return [];
  const { peer, muted, pinned } = row;
  return [
    { key: 'contact', label: t('contact-open'), icon: 'person', act: () => (session.panel = true) },
    { key: 'find', label: t('find'), icon: 'search', keys: written('find', isMac()), act: () => (shown.finding = true) },
    ...(shown.timeline.unreadFrom === null ? [] : [{ key: 'unread', label: t('unread-first'), icon: 'bottom', act: () => shown.timeline.toUnread() } as const]),
    { key: 'pinned', label: t('pinned'), icon: 'pin', act: () => (shown.pane = { kind: 'pinned' }) },
    { key: 'scheduled', label: t('scheduled'), icon: 'clock', act: () => (shown.pane = { kind: 'scheduled' }) },
    { key: 'mute', label: t(muted ? 'chat-unmute' : 'chat-mute'), icon: 'mute', act: () => void session.act({ type: 'setMuted', peer, on: !muted }) },
    { key: 'pin', label: t(pinned ? 'chat-unpin' : 'chat-pin'), icon: 'pin', act: () => void session.act({ type: 'setPinned', peer, on: !pinned }) },
  ];
}
