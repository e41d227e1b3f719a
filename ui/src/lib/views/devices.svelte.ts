import type { DeviceRow } from '../ipc/generated/DeviceRow';
import type { Peer } from '../ipc/generated/Peer';
import { Live } from '../ipc/live.svelte';
import type { Session } from './session.svelte';

/** Follows somebody's devices while the calling component is there. */
export function followDevices(session: Session, peer: () => Peer): { readonly live: Live<DeviceRow> } {
  const live = $derived(new Live<DeviceRow>(session.backend, session.account, { type: 'devices', peer: peer() }));
  $effect(() => {
    const opened = live;
    void opened.open();
    return () => opened.close();
  });
  return {
    get live() {
      return live;
    },
  };
}
