import { firstVisible, isAtBottom, keepInPlace, nearEdges, type Extent } from './maths';

interface Anchor {
  key: string;
  /** Offset of the line within everything, when it was last seen. */
  top: number;
}

/**
 * The only thing that sets a timeline's scroll position. WebKitGTK has no `overflow-anchor`, so the line being read is
 * remembered and put back whenever anything above it changes height: in the same frame, before it is painted.
 * Lines are the children with `data-key`; those that last, whatever comes in around them, also have `data-lasting`.
 */
export class ScrollOwner {
  /** The newest line is in sight. */
  atBottom = $state(true);

  #viewport: HTMLElement | null = null;
  #content: HTMLElement | null = null;
  #anchor: Anchor | null = null;
  #extentKnown: Extent | null = null;

  /** `nearEdge` is called when the reader comes near the first or last line, with the key of the line being read. */
  constructor(private readonly nearEdge: (edge: { before: boolean; after: boolean }, key: string | null) => void) {}

  /** Takes charge of a viewport and the content inside it; returns how to let go. */
  attach(viewport: HTMLElement, content: HTMLElement): () => void {
    this.#viewport = viewport;
    this.#content = content;
    const watch = new ResizeObserver(() => this.settle());
    watch.observe(viewport);
    watch.observe(content);
    const scrolled = () => this.#scrolled();
    viewport.addEventListener('scroll', scrolled, { passive: true });
    this.settle();
    return () => {
      watch.disconnect();
      viewport.removeEventListener('scroll', scrolled);
      this.#viewport = this.#content = null;
    };
  }

  /** Call before the content changes: remembers the line being read. */
  capture(): void {
    if (this.#viewport && !this.atBottom) this.#remember();
  }

  /** Call after the content changed: the reader stays at the bottom, or on the same line. */
  settle(): void {
    const viewport = this.#viewport;
    if (!viewport) return;
    const anchor = this.#anchor;
    if (this.atBottom) {
      viewport.scrollTop = viewport.scrollHeight;
    } else if (anchor) {
      const line = this.#line(anchor.key);
      if (line) viewport.scrollTop = keepInPlace(viewport.scrollTop, anchor.top, line.offsetTop);
    }
    this.#remember();
    this.#reportEdges();
  }

  /** Goes to the newest line. */
  toBottom(): void {
    this.atBottom = true;
    this.settle();
  }

  /** Shows a line in the upper third. `false` if it is not there. */
  show(key: string): boolean {
    const line = this.#line(key);
    if (!line || !this.#viewport) return false;
    this.#viewport.scrollTop = line.offsetTop - this.#viewport.clientHeight / 4;
    this.atBottom = isAtBottom(this.#extent(this.#viewport));
    this.#remember();
    return true;
  }

  #scrolled(): void {
    if (!this.#viewport) return;
    const extent = this.#extent(this.#viewport);
    const known = this.#extentKnown;
    // A composer that grows or a text that unfolds also moves the view: that is layout, not the reader.
    if (known && (known.client !== extent.client || known.total !== extent.total)) return this.settle();
    this.atBottom = isAtBottom(extent);
    this.#remember();
    this.#reportEdges();
  }

  #reportEdges(): void {
    if (!this.#viewport) return;
    const near = nearEdges(this.#extent(this.#viewport));
    if (near.before || near.after) this.nearEdge(near, this.#anchor?.key ?? null);
  }

  #remember(): void {
    const viewport = this.#viewport;
    if (!viewport) return;
    this.#extentKnown = this.#extent(viewport);
    const lines = this.#lines();
    const at = firstVisible((i) => bottomOf(lines[i]), lines.length, viewport.scrollTop);
    const line = at === -1 ? undefined : lines.slice(at).find((each) => each.dataset.lasting !== undefined);
    this.#anchor = line ? { key: line.dataset.key ?? '', top: line.offsetTop } : null;
  }

  #extent(viewport: HTMLElement): Extent {
    return { scrollTop: viewport.scrollTop, client: viewport.clientHeight, total: viewport.scrollHeight };
  }

  #lines(): HTMLElement[] {
    return [...(this.#content?.children ?? [])] as HTMLElement[];
  }

  #line(key: string): HTMLElement | null {
    return this.#lines().find((line) => line.dataset.key === key) ?? null;
  }
}

function bottomOf(line: HTMLElement | undefined): number {
  return line ? line.offsetTop + line.offsetHeight : 0;
}
