import { t } from '../../lib/i18n/i18n.svelte';
import type { FieldRow } from '../../lib/ipc/generated/FieldRow';

/** What is common to all servers has words of our own; the rest is called what the server calls it. */
const KNOWN: Record<string, string> = {
  'muc#roomconfig_roomname': 'form-name',
  'muc#roomconfig_roomdesc': 'form-description',
  'muc#roomconfig_persistentroom': 'form-persistent',
  'muc#roomconfig_publicroom': 'form-public',
  'muc#roomconfig_membersonly': 'form-members-only',
  'muc#roomconfig_moderatedroom': 'form-moderated',
  'muc#roomconfig_allowinvites': 'form-invites',
  'muc#roomconfig_changesubject': 'form-subject',
  'muc#roomconfig_passwordprotectedroom': 'form-password-needed',
  'muc#roomconfig_roomsecret': 'form-password',
  'muc#roomconfig_enablearchiving': 'form-archive',
  mam: 'form-archive',
};

/** What a field of a room's configuration is called. */
export function fieldLabel({ id, label }: FieldRow): string {
  const known = KNOWN[id];
  return known ? t(known) : label || id;
}

/** Whether a field that is yes or no is yes. */
export function isOn(values: readonly string[]): boolean {
  return values[0] === '1' || values[0] === 'true';
}
