import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Backend, HostEvents, Row } from './backend';
import type { Patch } from './generated/Patch';
import type { Reply } from './generated/Reply';

/** Where the program answers for pictures: WebView2 knows no schemes of its own. */
const MEDIA = navigator.userAgent.includes('Windows') ? 'http://media.localhost' : 'media://localhost';

/** The doors as the desktop program offers them. Patches come in batches: one message per frame, not one per row. */
export const tauri: Backend = {
  dispatch: (account, command) => invoke<Reply>('dispatch', { account, command }),

  subscribe<R extends Row>(account: string | null, view: unknown, window: unknown, onPatch: (patch: Patch<R>) => void) {
    const channel = new Channel<Patch<R>[]>((batch) => batch.forEach(onPatch));
    return invoke<number>('subscribe', { account, view, window, channel });
  },

  retarget: (subscription, window) => invoke('retarget', { subscription, window }),
  unsubscribe: (subscription) => invoke('unsubscribe', { subscription }),
  openLink: (url) => invoke('open_link', { url }),

  media: (account, path) => `${MEDIA}/${account}/${path}`,

  on<E extends keyof HostEvents>(event: E, heard: (payload: HostEvents[E]) => void) {
    const listening = listen<HostEvents[E]>(event, ({ payload }) => heard(payload));
    return () => void listening.then((stop) => stop());
  },
};
