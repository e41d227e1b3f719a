import type { MessageId } from '../ipc/generated/MessageId';
import type { MessageRow } from '../ipc/generated/MessageRow';
import type { Quote } from '../ipc/generated/Quote';
import { t } from './i18n.svelte';
import { FILE_KIND, UNREADABLE } from './words';

/** What a message says, or why it says nothing. */
export function said({ entry, outgoing }: MessageRow, peerName: string): string {
  if (entry.type !== 'message') return '';
  if (entry.retracted) return deleted(outgoing);
  if (entry.file) return entry.file.kind === 'document' ? entry.file.name || t(FILE_KIND.document) : t(FILE_KIND[entry.file.kind]);
  return entry.unreadable ? t(UNREADABLE[entry.unreadable], { name: peerName }) : (entry.text ?? '');
}

/** What stands where a message was deleted. */
export function deleted(outgoing: boolean): string {
  return outgoing ? t('message-deleted-own') : t('message-deleted');
}

/** What a quote says, or why it says nothing; `held` looks a message up among those at hand. */
export function quoted({ message, text }: Quote, peerName: string, held: (message: MessageId) => MessageRow | undefined): string {
  if (message === null) return t('quote-unavailable');
  if (text !== null) return text;
  const original = held(message); // deleted, as a rule; but it may be one that cannot be read
  return original ? said(original, peerName) : t('message-deleted');
}
