import type { Theme } from '../ipc/generated/Theme';
import brand from '../../../../assets/brand/brand.json';

/** What the product is called and looks like; only assets/brand states it. */
export { brand };

const TEXT_SCALE = 'text-scale';
/** The sizes offered, in percent of the system's. */
export const TEXT_SCALES = [85, 100, 115, 130, 150, 200] as const;

/** Gives the tokens the brand's hue. Through the CSS object model: the security policy forbids style attributes. */
export function applyBrand(root: HTMLElement): void {
  root.style.setProperty('--hue', String(brand.hue));
}

/** Chooses light, dark, or whatever the system says. */
export function applyTheme(root: HTMLElement, theme: Theme): void {
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
}

/** How large everything is written on this screen; belongs to the window, not to the account. */
class TextScale {
  percent = $state(remembered());

  /** Chooses a size and remembers it. */
  set(percent: number): void {
    this.percent = percent;
    localStorage.setItem(TEXT_SCALE, String(percent));
  }

  /** The next larger (`1`) or smaller (`-1`) size. */
  step(direction: 1 | -1): void {
    const at = TEXT_SCALES.findIndex((scale) => scale === this.percent);
    const next = TEXT_SCALES[at + direction];
    if (next !== undefined) this.set(next);
  }

  /** Makes it so: every size is in rem. */
  apply(root: HTMLElement): void {
    root.style.fontSize = `${this.percent}%`;
  }
}

function remembered(): number {
  const stored = Number(localStorage.getItem(TEXT_SCALE));
  return TEXT_SCALES.find((scale) => scale === stored) ?? 100;
}

export const textScale = new TextScale();
