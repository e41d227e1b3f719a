import { untrack } from 'svelte';
import type { RoomFacts } from '../ipc/generated/RoomFacts';

/** How long we may be outside of a room after connecting: it is gone into one room after the other (ms). */
const ENTERING = 3000;

/**
 * Whether there is nothing to write here: we are not in the room, and do not get in by ourselves. While the connection is
 * away or we are on our way in, what is written waits as it does elsewhere.
 */
export function outside(room: () => RoomFacts | undefined, online: () => boolean): { readonly now: boolean } {
  const idle = $derived(room()?.state === 'outside' && online());
  const refused = $derived(room()?.state === 'outside' && room()?.problem !== null);
  let long = $state(untrack(() => idle));

  $effect(() => {
    if (!idle) {
      long = false;
      return;
    }
    const timer = setTimeout(() => (long = true), ENTERING);
    return () => clearTimeout(timer);
  });

  return {
    get now() {
      return refused || (idle && long);
    },
  };
}
