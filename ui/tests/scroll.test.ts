import { describe, expect, it } from 'vitest';
import { firstVisible, isAtBottom, keepInPlace, nearEdges } from '../src/lib/scroll/maths';

describe('scrolling', () => {
  it('counts as at the bottom within a line of it', () => {
    expect(isAtBottom({ scrollTop: 600, client: 400, total: 1000 })).toBe(true);
    expect(isAtBottom({ scrollTop: 580, client: 400, total: 1000 })).toBe(true);
    expect(isAtBottom({ scrollTop: 500, client: 400, total: 1000 })).toBe(false);
    expect(isAtBottom({ scrollTop: 0, client: 400, total: 100 })).toBe(true);
  });

  it('wants more rows before the reader gets there', () => {
    expect(nearEdges({ scrollTop: 500, client: 400, total: 9000 })).toEqual({ before: true, after: false });
    expect(nearEdges({ scrollTop: 4000, client: 400, total: 9000 })).toEqual({ before: false, after: false });
    expect(nearEdges({ scrollTop: 8100, client: 400, total: 9000 })).toEqual({ before: false, after: true });
  });

  it('finds the line the eye rests on', () => {
    const bottoms = [10, 30, 30, 60, 100];
    const at = (edge: number) => firstVisible((i) => bottoms[i] ?? 0, bottoms.length, edge);
    expect([0, 9, 10, 30, 59, 99, 100].map(at)).toEqual([0, 0, 1, 3, 3, 4, -1]);
  });

  it('moves the view by exactly what appeared above the line being read', () => {
    // 200 older rows of 40 px came in above a line that stood at 1200 px; the reader was 150 px into it.
    const scrolled = keepInPlace(1350, 1200, 1200 + 200 * 40);
    expect(scrolled - (1200 + 200 * 40)).toBe(1350 - 1200);
    expect(keepInPlace(1350, 1200, 1200)).toBe(1350);
  });
});
