/** Which part of a picture is cut out, as numbers: the element only draws it. */

/** A picture's own size. */
export interface Size {
  width: number;
  height: number;
}

/** How far the picture is enlarged beyond just filling the square, and where its middle lies (0 to 1 of its sides). */
export interface Cut {
  zoom: number;
  x: number;
  y: number;
}

/** The largest enlargement. */
export const CLOSEST = 5;

export const WHOLE: Cut = { zoom: 1, x: 0.5, y: 0.5 };

/** The side of the square that is cut out, in the picture's own pixels. */
export function side({ width, height }: Size, zoom: number): number {
  return Math.min(width, height) / zoom;
}

/** The same cut, moved back so that nothing beyond the picture is in it. */
export function within(size: Size, cut: Cut): Cut {
  const zoom = Math.min(Math.max(cut.zoom, 1), CLOSEST);
  const half = side(size, zoom) / 2;
  const inside = (middle: number, length: number) => Math.min(Math.max(middle, half / length), 1 - half / length);
  return { zoom, x: inside(cut.x, size.width), y: inside(cut.y, size.height) };
}

/** Moved by so many squares. */
export function moved(size: Size, cut: Cut, right: number, down: number): Cut {
  const length = side(size, cut.zoom);
  return within(size, { ...cut, x: cut.x + (right * length) / size.width, y: cut.y + (down * length) / size.height });
}

/** The square itself: where it begins, and its side. */
export function square(size: Size, cut: Cut): { left: number; top: number; length: number } {
  const length = side(size, cut.zoom);
  return { left: cut.x * size.width - length / 2, top: cut.y * size.height - length / 2, length };
}
