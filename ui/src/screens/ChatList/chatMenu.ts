import { t } from '../../lib/i18n/i18n.svelte';
import type { ChatRow } from '../../lib/ipc/generated/ChatRow';
import type { Session } from '../../lib/views/session.svelte';

const HOUR = 3_600_000;

/** What can be done with a conversation in the list. */
export function chatMenu(session: Session, row: ChatRow) {
  const { peer } = row;
  const mute = (hours: number) => ({
    key: `mute-${hours}`,
    icon: 'mute' as const,
    label: t('chat-mute-hours', { count: hours }),
    act: () => void session.act({ type: 'setMuted', peer, on: true, until: Date.now() + hours * HOUR }),
  });
  const muting = row.muted
    ? [{ key: 'mute', icon: 'bell' as const, label: t('chat-unmute'), act: () => void session.act({ type: 'setMuted', peer, on: false }) }]
    : [
        mute(1),
        mute(8),
        { key: 'mute', icon: 'mute' as const, label: t('chat-mute'), act: () => void session.act({ type: 'setMuted', peer, on: true }) },
      ];
  return [
    {
      key: 'pin',
      icon: 'pin' as const,
      label: t(row.pinned ? 'chat-unpin' : 'chat-pin'),
      act: () => void session.act({ type: 'setPinned', peer, on: !row.pinned }),
    },
    ...muting,
    {
      key: 'archive',
      icon: 'archive' as const,
      label: t(row.archived ? 'chat-unarchive' : 'chat-archive'),
      act: () => void session.act({ type: 'setArchived', peer, on: !row.archived }),
    },
  ];
}
