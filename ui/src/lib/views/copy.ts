import { t } from '../i18n/i18n.svelte';
import type { Notices } from './notices.svelte';

/** Nothing on screen changes when a text is copied, so a notice says that it was. */
export async function copyText(text: string, notices: Notices): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notices.tell(t('message-copied'));
  } catch {
    notices.error('internal');
  }
}
