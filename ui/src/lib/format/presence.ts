import type { Presence } from '../ipc/generated/Presence';

/** Connected, however busy: only then is there a dot. */
export function isThere(presence: Presence): boolean {
  return presence !== 'offline';
}

/** Connected, but perhaps not looking. */
export function isAway(presence: Presence): boolean {
  return presence === 'away' || presence === 'extendedAway' || presence === 'busy';
}
