import type { MessageId } from '../ipc/generated/MessageId';
import type { Peer } from '../ipc/generated/Peer';
import type { VersionRow } from '../ipc/generated/VersionRow';
import { Live } from '../ipc/live.svelte';
import type { Session } from './session.svelte';

/** Follows the texts that a message had while the calling component is there. */
export function followVersions(session: Session, of: () => { peer: Peer; message: MessageId }): { readonly live: Live<VersionRow> } {
  const live = $derived(new Live<VersionRow>(session.backend, session.account, { type: 'versions', ...of() }));
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
