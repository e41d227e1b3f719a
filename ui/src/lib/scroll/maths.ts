/** The arithmetic of the one scroll owner, apart from any element so that it can be tested. */

/** How much may be hidden below and the reader still counts as being at the bottom, in pixels. */
export const BOTTOM_SLACK = 24;

/** A reader nearer to an edge than this many viewport heights wants more rows. */
const NEAR = 1.5;

/** What a scroll position is made of, in pixels. */
export interface Extent {
  scrollTop: number;
  /** Height of what is visible. */
  client: number;
  /** Height of everything. */
  total: number;
}

/** Whether the newest line is in sight. */
export function isAtBottom({ scrollTop, client, total }: Extent): boolean {
  return total - client - scrollTop <= BOTTOM_SLACK;
}

/** Which edges the reader comes near to. */
export function nearEdges({ scrollTop, client, total }: Extent): { before: boolean; after: boolean } {
  return { before: scrollTop < client * NEAR, after: total - client - scrollTop < client * NEAR };
}

/** The first of ascending `bottoms` below `edge`, by halving: the line the reader's eye rests on. -1 if there is none. */
export function firstVisible(bottoms: (index: number) => number, count: number, edge: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bottoms(middle) > edge) high = middle;
    else low = middle + 1;
  }
  return low < count ? low : -1;
}

/** Where to scroll so that a line that stood `was` below the top of everything stays where the reader saw it. */
export function keepInPlace(scrollTop: number, was: number, is: number): number {
  return scrollTop + (is - was);
}
