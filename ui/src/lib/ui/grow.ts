import type { Attachment } from 'svelte/attachments';

/** Lets a text area be as high as its text, up to its `max-block-size`: WebKit has no `field-sizing`. */
export function grow(text: () => string): Attachment<HTMLTextAreaElement> {
  return (area) => {
    text();
    area.style.blockSize = '0';
    const padding = area.clientHeight; // with no height of its own, all that is left is padding
    area.style.blockSize = `${area.scrollHeight - padding}px`;
  };
}
