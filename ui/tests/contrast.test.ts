import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import brand from '../../assets/brand/brand.json';
import { hueAngle, personColour } from '../src/lib/theme/people';

type Rgb = [number, number, number];

/** OKLCH to linear sRGB (Björn Ottosson's matrices), cut to what a screen can show. */
function oklch(l: number, c: number, h: number): Rgb {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const [x, y, z] = [l + 0.3963377774 * a + 0.2158037573 * b, l - 0.1055613458 * a - 0.0638541728 * b, l - 0.0894841775 * a - 1.291485548 * b].map((v) => v ** 3) as Rgb;
  const rgb = [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ];
  return rgb.map((v) => Math.min(1, Math.max(0, v))) as Rgb;
}

function hex(text: string): Rgb {
  return [1, 3, 5].map((at) => {
    const v = parseInt(text.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

/** WCAG 2.2 contrast ratio. */
function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [one, other].map(([r, g, bl]) => 0.2126 * r + 0.7152 * g + 0.0722 * bl + 0.05) as [number, number];
  return Math.max(a, b) / Math.min(a, b);
}

const css = readFileSync('src/lib/theme/tokens.css', 'utf8').replaceAll('var(--hue)', String(brand.hue));
const PAIR = /--([\w-]+):\s*light-dark\(oklch\(([^)]*)\),\s*oklch\(([^)]*)\)\)/g;
const ALIAS = /--([\w-]+):\s*var\(--([\w-]+)\);/g;

function read(values: string): Rgb {
  const [l, c, h] = values.split(/\s+/).map(Number);
  return oklch(l ?? NaN, c ?? NaN, h ?? NaN);
}

const tokens = new Map<string, { light: Rgb; dark: Rgb }>();
for (const [, name = '', light = '', dark = ''] of css.matchAll(PAIR)) {
  if (!light.includes('/')) tokens.set(name, { light: read(light), dark: read(dark) });
}
for (const [, name = '', target = ''] of css.matchAll(ALIAS)) {
  const found = tokens.get(target);
  if (found) tokens.set(name, found);
}

const SURFACES = ['surface', 'surface-side', 'surface-raised', 'surface-field', 'hover', 'bubble', 'accent-soft', 'accent-row', 'n4'];
const THEMES = ['light', 'dark'] as const;

function ratio(theme: 'light' | 'dark', front: string, back: string): number {
  const [a, b] = [tokens.get(front), tokens.get(back)];
  if (!a || !b) throw new Error(`no colour ${a ? back : front}`);
  return contrast(a[theme], b[theme]);
}

describe.each(THEMES)('in the %s theme', (theme) => {
  it.each(SURFACES)('all text on %s can be read (4.5 : 1)', (surface) => {
    for (const text of ['text', 'text-soft', 'text-meta', 'accent-text', 'danger-text']) {
      expect(ratio(theme, text, surface), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each([
    ['on-accent', 'accent'], ['on-accent', 'accent-strong'], ['on-danger', 'danger'], ['caution-text', 'caution-soft'], ['danger-text', 'danger-soft'],
    ['caution-text', 'bubble'], ['caution-text', 'accent-soft'], ['caution-text', 'surface'], ['positive-text', 'surface'],
    ['text-meta', 'caution-soft'], ['text-soft', 'caution-soft'], ['accent-text', 'caution-soft'], ['accent-text', 'danger-soft'], ['n1', 'n9'], ['text-soft', 'knob'],
  ])('%s on %s can be read (4.5 : 1)', (text, surface) => {
    expect(ratio(theme, text, surface)).toBeGreaterThanOrEqual(4.5);
  });

  it.each([['icon', 'surface'], ['icon', 'surface-side'], ['icon', 'surface-field'], ['positive', 'surface-side'], ['danger', 'surface'], ['accent', 'surface'], ['accent', 'surface-side'], ['accent', 'surface-raised']])(
    'the shape of %s on %s can be seen (3 : 1)',
    (shape, surface) => {
      expect(ratio(theme, shape, surface)).toBeGreaterThanOrEqual(3);
    },
  );
});

describe('people', () => {
  // XEP-0392 v1.0, test vectors.
  it.each([['Romeo', 327.255249], ['juliet@capulet.lit', 209.4104], ['😺', 331.199341], ['council', 359.994507], ['Board', 171.430664]])('%s has the hue every program gives them', (name, angle) => {
    expect(hueAngle(name)).toBeCloseTo(angle, 4);
  });

  it('have a colour that white letters can be read on, whatever their hue', () => {
    const white: Rgb = [1, 1, 1];
    for (let i = 0; i < 400; i += 1) {
      expect(contrast(hex(personColour(`person ${i}`)), white)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
