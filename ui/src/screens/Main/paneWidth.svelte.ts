const KEY = 'list-width';
/** In rem, so that it grows with the text. */
export const NARROWEST = 15;
export const WIDEST = 25;
const USUAL = 18.75;

/** How wide the chat list is; remembered by this window. */
class PaneWidth {
  rem = $state(clamp(Number(localStorage.getItem(KEY)) || USUAL));

  /** Sets and remembers it. */
  set(rem: number): void {
    this.rem = clamp(rem);
    localStorage.setItem(KEY, String(this.rem));
  }
}

function clamp(rem: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, rem));
}

export const paneWidth = new PaneWidth();
