/** What jsdom lacks of a browser. Layout it cannot have at all: scroll arithmetic is tested apart from elements. */
import { beforeEach } from 'vitest';
import { applyBrand } from '../src/lib/theme/theme.svelte';

class NoResizes {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
globalThis.ResizeObserver ??= NoResizes;

HTMLElement.prototype.showPopover ??= function (this: HTMLElement) {
  this.setAttribute('data-popover-open', '');
};
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.setAttribute('open', '');
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.removeAttribute('open');
};
// axe would measure glyphs; without a canvas it leaves that out.
HTMLCanvasElement.prototype.getContext = () => null;
Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => undefined }, configurable: true });

beforeEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
  applyBrand(document.documentElement);
});
