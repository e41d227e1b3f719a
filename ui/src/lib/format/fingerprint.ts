/** A fingerprint in groups of eight, as every other OMEMO program shows it: people compare group by group. */
export function groups(fingerprint: string): string[] {
  return fingerprint.replace(/\s+/g, '').toLowerCase().match(/.{1,8}/g) ?? [];
}
