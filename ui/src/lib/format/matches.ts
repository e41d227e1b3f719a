/** Whether every word of a search begins some word of a name or address, whatever its case and accents. */
export function matches(search: string, ...texts: string[]): boolean {
  if (search === '') return true;
  const wanted = fold(search).split(/\s+/).filter(Boolean);
  const words = texts.flatMap((text) => fold(text).split(/[\s@._-]+/));
  const whole = texts.map(fold);
  return wanted.every((want) => words.some((word) => word.startsWith(want)) || whole.some((text) => text.startsWith(want)));
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
