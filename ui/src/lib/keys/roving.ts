import type { Attachment } from 'svelte/attachments';

interface Options {
  /** Which descendants the arrow keys walk through. */
  selector: string;
  /** Moves the focus to the first (or the current) one at once. */
  focus?: boolean;
  /** Start at the last one: a timeline's newest line. */
  last?: boolean;
  /** What inside the current one can be reached with Tab; inside the others it cannot. */
  inside?: string;
  /** The items stand side by side: the arrows that walk them are those along the line of writing. */
  row?: boolean;
}

/**
 * Makes a list one tab stop with arrow keys inside (ARIA's "roving tabindex"). The stop is the element focused last,
 * or the one marked `aria-current`, or the first.
 */
export function roving({ selector, focus = false, last = false, inside, row = false }: Options): Attachment<HTMLElement> {
  return (list) => {
    let stop: HTMLElement | null = null;
    const all = () => [...list.querySelectorAll<HTMLElement>(selector)];

    const settle = () => {
      const items = all();
      if (!stop || !items.includes(stop)) {
        stop = items.find((item) => item.ariaCurrent === 'true') ?? items.at(last ? -1 : 0) ?? null;
      }
      for (const item of items) {
        const tab = item === stop ? 0 : -1;
        item.tabIndex = tab;
        if (inside) for (const inner of item.querySelectorAll<HTMLElement>(inside)) inner.tabIndex = tab;
      }
    };
    const move = (event: KeyboardEvent) => {
      const items = all();
      const at = items.indexOf(document.activeElement as HTMLElement);
      const next = at === -1 ? undefined : items[destination(row ? along(event.key) : event.key, at, items.length)];
      if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      next.focus();
    };
    const focused = (event: FocusEvent) => {
      const item = (event.target as Element).closest<HTMLElement>(selector);
      if (!item || !list.contains(item)) return;
      stop = item;
      settle();
    };

    settle();
    const watch = new MutationObserver(settle);
    watch.observe(list, { childList: true, subtree: true });
    list.addEventListener('keydown', move);
    list.addEventListener('focusin', focused);
    if (focus) list.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    return () => {
      watch.disconnect();
      list.removeEventListener('keydown', move);
      list.removeEventListener('focusin', focused);
    };
  };
}

/** The same step in a column. */
function along(key: string): string {
  const [forward, backward] = document.dir === 'rtl' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
  return key === forward ? 'ArrowDown' : key === backward ? 'ArrowUp' : key;
}

function destination(key: string, at: number, count: number): number {
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'PageDown':
      return Math.min(at + 10, count - 1);
    case 'PageUp':
      return Math.max(at - 10, 0);
    default:
      return -1;
  }
}
