import type { Attachment } from 'svelte/attachments';

/** How far a finger goes before it means something, in pixels, and how much straighter than steep. */
const FAR = 56;
const STRAIGHT = 2;

/** Calls back when a finger draws an element towards the start of the line: that answers a message. */
export function swipe(swiped: () => void): Attachment<HTMLElement> {
  return (element) => {
    let from: Touch | null = null;
    const start = (event: TouchEvent) => (from = event.touches.length === 1 ? (event.touches[0] ?? null) : null);
    const end = (event: TouchEvent) => {
      const to = event.changedTouches[0];
      if (!from || !to) return;
      const x = (to.clientX - from.clientX) * (document.dir === 'rtl' ? 1 : -1);
      const y = Math.abs(to.clientY - from.clientY);
      from = null;
      if (x > FAR && x > y * STRAIGHT) swiped();
    };
    element.addEventListener('touchstart', start, { passive: true });
    element.addEventListener('touchend', end, { passive: true });
    return () => {
      element.removeEventListener('touchstart', start);
      element.removeEventListener('touchend', end);
    };
  };
}
