const ORDER = ['list', 'timeline', 'composer', 'panel'];
const STOP = '[tabindex="0"], button:not([tabindex="-1"]), input, textarea';

/** Moves the focus to the next pane that is on screen (F6), or the previous one. */
export function walkPanes(root: ParentNode, backwards: boolean): void {
  const panes = [...root.querySelectorAll<HTMLElement>('[data-pane]')]
    .filter((pane) => pane.getClientRects().length > 0)
    .sort((a, b) => ORDER.indexOf(a.dataset.pane ?? '') - ORDER.indexOf(b.dataset.pane ?? ''));
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes.at((at + (backwards ? -1 : 1)) % panes.length);
  entry(next)?.focus();
}

/** Where a pane is entered: what is selected in a list, the text field of the composer. */
function entry(pane: HTMLElement | undefined): HTMLElement | null {
  if (!pane) return null;
  return pane.querySelector<HTMLElement>('textarea, [data-roving][tabindex="0"]') ?? pane.querySelector<HTMLElement>(STOP);
}
