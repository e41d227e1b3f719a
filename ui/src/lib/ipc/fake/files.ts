import type { FileRow } from '../generated/FileRow';
import type { MessageRow } from '../generated/MessageRow';
import type { ChosenFile } from '../generated/ChosenFile';
import { message } from './people';
import type { World } from './world';

/** A file with the usual properties. */
export function fileOf(id: number, change: Partial<FileRow> = {}): FileRow {
  return { id, name: 'summit.jpg', mediaType: 'image/jpeg', kind: 'picture', size: 3_032_449, extent: [1600, 1200], length: null, peaks: [], thumbnail: true, state: 'here', failure: null, ...change };
}

/** A message that consists of a file. */
export function withFile(id: number, peer: string, at: number, mine: boolean, file: Partial<FileRow>, delivery: 'queued' | 'failed' | 'read' = 'read'): MessageRow {
  return message(id, peer, at, '', mine, { text: null, file: fileOf(id, file), delivery: mine ? delivery : null, failure: delivery === 'failed' ? 'tooLarge' : null });
}

const LOUD = Array.from({ length: 60 }, (_, i) => Math.round(130 + 110 * Math.sin(i / 2) * Math.cos(i / 5)));

/** A conversation with files of every kind in every state. */
export function everyFile(peer: string, now: number): MessageRow[] {
  const rows: [boolean, Partial<FileRow>, ('queued' | 'failed')?][] = [
    [false, {}],
    [false, { state: 'there', thumbnail: false, extent: [900, 1600], size: 8_400_000 }],
    [true, { name: 'score.png', mediaType: 'image/png', extent: [800, 300] }],
    [true, { extent: [1200, 1200] }, 'queued'],
    [false, { name: 'programme.pdf', mediaType: 'application/pdf', kind: 'document', extent: null, thumbnail: false, size: 420_000 }],
    [false, { name: 'a very long name of a recording that somebody made of the whole rehearsal, second half.flac', mediaType: 'audio/flac', kind: 'document', state: 'there', extent: null, thumbnail: false, size: 310_000_000 }],
    [false, { name: 'photo_gpj.exe', mediaType: 'application/octet-stream', kind: 'document', state: 'failed', failure: 'altered', extent: null, thumbnail: false }],
    [false, { name: '', mediaType: 'audio/ogg', kind: 'audio', length: 14_000, peaks: LOUD, extent: null, thumbnail: false, size: 41_000 }],
    [true, { name: 'all.zip', mediaType: 'application/zip', kind: 'document', extent: null, thumbnail: false, size: 5_000_000_000 }, 'failed'],
  ];
  return rows.map(([mine, file, delivery], i) => withFile(9100 + i, peer, now - (rows.length - i) * 60_000, mine, file, delivery));
}

/** Takes a file as the program would. */
export function take(world: World, blob: Blob, name: string): ChosenFile {
  const kind = /\.(png|jpe?g)$/.test(name) ? 'picture' : 'document';
  const chosen: ChosenFile = { file: world.fresh(), name, kind, size: blob.size, extent: null };
  world.taken.push(chosen);
  return chosen;
}

/** The address of a picture made on the spot. */
export function drawing(file: number): string {
  const hue = (file * 47) % 360;
  const drawn = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3' preserveAspectRatio='none'><rect width='4' height='3' fill='hsl(${hue} 40% 70%)'/><path d='M0 3 1.4 1.2 2.3 2.2 3 1.5 4 3Z' fill='hsl(${hue} 35% 45%)'/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(drawn)}`;
}
