import type { Theme } from '../lib/ipc/generated/Theme';

/** What the gallery shows, and how: all from the address, so that every picture has a link. */
export interface Switches {
  page: string;
  theme: Theme;
  locale: string;
  /** Percent. */
  scale: number;
  /** Without the gallery's own bar: for pictures. */
  bare: boolean;
}

/** Reads the switches from a query. */
export function chosen(query: URLSearchParams): Switches {
  return {
    page: query.get('page') ?? 'components',
    theme: (query.get('theme') as Theme | null) ?? 'system',
    locale: query.get('locale') ?? 'en',
    scale: Number(query.get('scale') ?? 100),
    bare: query.has('bare'),
  };
}

/** The address of another picture. */
export function link(now: Switches, change: Partial<Switches>): string {
  const { page, theme, locale, scale } = { ...now, ...change };
  return `?${new URLSearchParams({ page, theme, locale, scale: String(scale) })}`;
}
