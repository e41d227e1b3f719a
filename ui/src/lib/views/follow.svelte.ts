import type { Row } from '../ipc/backend';
import type { View } from '../ipc/generated/View';
import { Live } from '../ipc/live.svelte';
import type { Session } from './session.svelte';

/** Follows a view of the account while the calling component is there. */
export function follow<R extends Row>(session: Session, view: () => View): { readonly live: Live<R> } {
  const live = $derived(new Live<R>(session.backend, session.account, view()));
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
