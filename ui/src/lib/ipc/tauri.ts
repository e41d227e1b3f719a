import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Backend, HostEvents, Row } from './backend';
import type { ChosenFile } from './generated/ChosenFile';
import type { Patch } from './generated/Patch';
import type { Reply } from './generated/Reply';

/** Where the program answers for pictures: WebView2 knows no schemes of its own. */
const MEDIA = navigator.userAgent.includes('Windows') ? 'http://media.localhost' : 'media://localhost';

/** How much of a file is handed over at once, in bytes. */
const PIECE = 1 << 20;

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

  async take(account, blob, name, { asIs, recorded }, moved) {
    const file = await invoke<number>('take_file', { account });
    const end = (taken: string | null) =>
      invoke<ChosenFile>('take_end', { file, name: taken, asIs, length: recorded?.length ?? null, peaks: recorded?.peaks ?? null });
    try {
      for (let from = 0; from < blob.size; from += PIECE) {
        const piece = await blob.slice(from, from + PIECE).arrayBuffer();
        await invoke('take_piece', new Uint8Array(piece), { headers: { file: String(file) } });
        moved?.(Math.min(1, (from + PIECE) / blob.size));
      }
    } catch (thrown) {
      await end(null);
      throw thrown;
    }
    return end(name);
  },

  media: (account, path) => `${MEDIA}/${account}/${path}`,
  saveFile: (account, file, open) => invoke('save_file', { account, file, open }),
  showDownloads: () => invoke('show_downloads'),

  on<E extends keyof HostEvents>(event: E, heard: (payload: HostEvents[E]) => void) {
    const listening = listen<HostEvents[E]>(event, ({ payload }) => heard(payload));
    return () => void listening.then((stop) => stop());
  },
};
