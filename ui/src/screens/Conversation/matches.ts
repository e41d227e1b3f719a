/** What the style sheet calls the marks. */
const NAME = 'found';
/** Nobody looks at more. */
const MOST = 2000;

/**
 * Marks every place below an element where a text stands, whatever its case, without touching the document: the browser paints
 * them (CSS custom highlights). Returns how to take the marks away.
 */
export function mark(root: Element | null, text: string): () => void {
  const wanted = text.trim().toLowerCase();
  if (!root || wanted === '' || typeof CSS === 'undefined' || !('highlights' in CSS)) return () => undefined;
  const ranges: Range[] = [];
  for (const said of root.querySelectorAll('.text')) {
    const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node && ranges.length < MOST; node = walker.nextNode()) ranges.push(...within(node, wanted));
  }
  CSS.highlights.set(NAME, new Highlight(...ranges));
  return () => void CSS.highlights.delete(NAME);
}

function within(node: Node, wanted: string): Range[] {
  const text = node.textContent ?? '';
  const lower = text.toLowerCase();
  if (lower.length !== text.length) return []; // a letter that is two in lower case would shift what follows
  const found: Range[] = [];
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, at + wanted.length)) {
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, at + wanted.length);
    found.push(range);
  }
  return found;
}
