import type { Attachment } from 'svelte/attachments';

const GAP = 4;

/**
 * Puts a popover into the top layer beside an element or at a point, inside the window, and calls `onLeave` when the
 * user presses elsewhere. Focus returns to where it was.
 */
export function place(at: () => Element | { x: number; y: number }, onLeave: () => void): Attachment<HTMLElement> {
  return (popover) => {
    const opener = document.activeElement;
    popover.showPopover();
    const { x, y } = spot(popover.getBoundingClientRect(), at());
    popover.style.left = `${x}px`;
    popover.style.top = `${y}px`;

    const pressed = (event: PointerEvent) => {
      if (!popover.contains(event.target as Node)) onLeave();
    };
    document.addEventListener('pointerdown', pressed, true);
    window.addEventListener('resize', onLeave);
    return () => {
      document.removeEventListener('pointerdown', pressed, true);
      window.removeEventListener('resize', onLeave);
      // Once it is gone from the document, the focus it had is the body's; whoever took it meanwhile keeps it.
      const active = document.activeElement;
      if (opener instanceof HTMLElement && (active === document.body || popover.contains(active))) opener.focus();
    };
  };
}

/** Below the element (above, if there is no room) along its start edge; at a point, like any menu of the system. */
function spot(size: DOMRect, at: Element | { x: number; y: number }): { x: number; y: number } {
  const box = at instanceof Element ? at.getBoundingClientRect() : new DOMRect(at.x, at.y, 0, 0);
  const fitsBelow = box.bottom + GAP + size.height <= window.innerHeight;
  const x = document.dir === 'rtl' ? box.right - size.width : box.left;
  return {
    x: clamp(x, window.innerWidth - size.width),
    y: clamp(fitsBelow ? box.bottom + GAP : box.top - GAP - size.height, window.innerHeight - size.height),
  };
}

function clamp(value: number, most: number): number {
  return Math.max(GAP, Math.min(value, most - GAP));
}

/** Where the menu of an element belongs: at the pointer, or below the element when the keyboard asked for it. */
export function menuSpot(event: MouseEvent & { currentTarget: Element }): Element | { x: number; y: number } {
  return event.button === 2 ? { x: event.clientX, y: event.clientY } : event.currentTarget;
}
