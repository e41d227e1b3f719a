import type { Attachment } from 'svelte/attachments';

interface Options {
  columns: number;
  /** Which descendants stand in the grid. */
  selector: string;
}

/** Makes a grid one tab stop, with the arrow keys inside. */
export function gridKeys({ columns, selector }: Options): Attachment<HTMLElement> {
  return (grid) => {
    const all = () => [...grid.querySelectorAll<HTMLElement>(selector)];
    const settle = () => {
      const items = all();
      const stop = items.find((item) => item.matches('[aria-selected=true], [aria-checked=true]')) ?? items[0];
      for (const item of items) item.tabIndex = item === stop ? 0 : -1;
    };
    const move = (event: KeyboardEvent) => {
      const items = all();
      const at = items.indexOf(document.activeElement as HTMLElement);
      const turned = document.dir === 'rtl' ? -1 : 1;
      const steps: Record<string, number> = { ArrowRight: turned, ArrowLeft: -turned, ArrowDown: columns, ArrowUp: -columns, Home: -at, End: items.length - 1 - at };
      const step = steps[event.key];
      const next = at === -1 || step === undefined ? undefined : items[at + step];
      if (!next) return;
      event.preventDefault();
      items[at]!.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    };
    settle();
    const watch = new MutationObserver(settle);
    watch.observe(grid, { childList: true });
    grid.addEventListener('keydown', move);
    return () => {
      watch.disconnect();
      grid.removeEventListener('keydown', move);
    };
  };
}
