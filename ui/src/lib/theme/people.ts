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

/** HSLuv's lightness is the eye's: this one gives white letters a contrast of at least 4.5 : 1 on every hue. */
const SATURATION = 58;
const LIGHTNESS = 46;

const known = new Map<string, string>();

/** The colour everybody's XMPP program shows for this address (XEP-0392), dark enough for white letters. */
export function personColour(address: string): string {
  const colour = known.get(address) ?? hex(hueAngle(address), SATURATION, LIGHTNESS);
  known.set(address, colour);
  return colour;
}
