import { t } from '../../lib/i18n/i18n.svelte';
import type { MenuItem } from '../../lib/ui/menu';
import type { Session } from '../../lib/views/session.svelte';

/** What can be begun from the list. */
export function newMenu(session: Session): MenuItem[] {
  return [
    { key: 'add', icon: 'person-add', label: t('add-contact-title'), testid: 'new-conversation', act: () => (session.overlay = 'add-contact') },
    { key: 'group', icon: 'group', label: t('new-group'), testid: 'new-group-open', act: () => (session.overlay = 'new-group') },
    { key: 'channel', icon: 'channel', label: t('join-channel'), testid: 'join-channel-open', act: () => (session.overlay = 'join-channel') },
  ];
}
