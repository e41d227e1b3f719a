import { mount } from 'svelte';
import App from './App.svelte';
import { askedAhead } from './lib/ipc/ahead';
import type { Backend } from './lib/ipc/backend';
import { tauri } from './lib/ipc/tauri';
import { language } from './lib/i18n/i18n.svelte';
import { applyBrand } from './lib/theme/theme.svelte';
import './lib/theme/base.css';

/** The real doors in the program; in a plain browser, while developing, a made-up world behind the same doors. */
async function backend(): Promise<Backend> {
  if (!import.meta.env.DEV || '__TAURI_INTERNALS__' in window) return askedAhead(tauri, document.documentElement.dataset.account ?? null);
  const { fakeWorld } = await import('./lib/ipc/fake/world');
  return fakeWorld();
}

// Dropping a link or a file on the window must not lead it away from itself.
for (const event of ['dragover', 'drop'] as const) {
  window.addEventListener(event, (dropped) => dropped.preventDefault());
}

// The WebView's own menu (back, reload) has no place in a program; it stays where text is written or selected.
window.addEventListener('contextmenu', (event) => {
  const writing = event.target instanceof Element && event.target.closest('input, textarea') !== null;
  if (!writing && !getSelection()?.toString()) event.preventDefault();
});

async function start(): Promise<void> {
  // First, so that its rows are on their way while all else is done.
  const doors = backend();
  applyBrand(document.documentElement);
  await language.use(navigator.languages);
  const target = document.getElementById('app');
  if (target) mount(App, { target, props: { backend: await doors } });
}

void start();
