import { sha1 } from '@noble/hashes/legacy.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { Hsluv } from 'hsluv';

/** XEP-0392 v1.0 §5.1: the first two bytes of SHA-1, least significant first, as an angle. */
export function hueAngle(name: string): number {
  const [low = 0, high = 0] = sha1(utf8ToBytes(name));
  return ((low | (high << 8)) / 65536) * 360;
}

function hex(hue: number, saturation: number, lightness: number): string {
  const colour = new Hsluv();
  colour.hsluv_h = hue;
  colour.hsluv_s = saturation;
  colour.hsluv_l = lightness;
  colour.hsluvToHex();
  return colour.hex;
}

/** A person's colours. HSLuv's lightness is the eye's, so one value per theme gives the same contrast for every hue. */
export interface PersonColours {
  /** Behind white letters. */
  avatar: string;
  /** As text on a light surface (≥ 4.5 : 1). */
  onLight: string;
  /** As text on a dark surface (≥ 4.5 : 1). */
  onDark: string;
}

const known = new Map<string, PersonColours>();

/** The colours everybody's XMPP program shows for this address (XEP-0392), lightness corrected per theme. */
export function personColours(address: string): PersonColours {
  const held = known.get(address);
  if (held) return held;
  const hue = hueAngle(address);
  const colours = { avatar: hex(hue, 58, 46), onLight: hex(hue, 90, 42), onDark: hex(hue, 75, 74) };
  known.set(address, colours);
  return colours;
}
