import type { MessageRow } from '../ipc/generated/MessageRow';
import type { Quote } from '../ipc/generated/Quote';
import { t } from './i18n.svelte';
import { UNREADABLE } from './words';

/** What a message says, or why it says nothing. */
export function said({ entry, outgoing }: MessageRow, peerName: string): string {
  if (entry.type !== 'message') return '';
  if (entry.retracted) return deleted(outgoing);
  return entry.unreadable ? t(UNREADABLE[entry.unreadable], { name: peerName }) : (entry.text ?? '');
}

/** What stands where a message was deleted. */
export function deleted(outgoing: boolean): string {
  return outgoing ? t('message-deleted-own') : t('message-deleted');
}

/** What a quote says, or why it says nothing. */
export function quoted({ message, text }: Quote): string {
  if (message === null) return t('quote-unavailable');
  return text ?? t('message-deleted');
}
