import { asClientError } from '../ipc/errors';
import type { FileId } from '../ipc/generated/FileId';
import type { Peer } from '../ipc/generated/Peer';
import type { Session } from './session.svelte';

/** A file that was chosen, dropped or pasted, and is not sent yet. */
interface Attached {
  key: number;
  blob: File;
  /** Where the page finds a picture of it, if it is one. */
  preview: string | null;
}

/** The most files that are sent at once. */
const MOST = 50;

/** What is about to be sent besides words. */
export class Attaching {
  files = $state.raw<Attached[]>([]);
  caption = $state('');
  /** Pictures keep what they tell about who took them. */
  asIs = $state(false);
  sending = $state(false);
  /** How much of it is taken, from 0 to 1. */
  part = $state(0);
  #next = 0;

  constructor(
    private readonly session: Session,
    private readonly peer: Peer,
  ) {}

  /** Adds files. Folders come as files without content and type, and are left out. */
  add(files: Iterable<File>): void {
    const added = [...files].filter((file) => file.size > 0 || file.type !== '');
    const attached = added.map((blob) => ({ key: (this.#next += 1), blob, preview: blob.type.startsWith('image/') && blob.type !== 'image/svg+xml' ? URL.createObjectURL(blob) : null }));
    this.files = [...this.files, ...attached].slice(0, MOST);
  }

  /** Takes one out again. */
  remove(key: number): void {
    for (const file of this.files) if (file.key === key && file.preview) URL.revokeObjectURL(file.preview);
    this.files = this.files.filter((file) => file.key !== key);
  }

  /** Takes all out. */
  clear(): void {
    for (const file of this.files) this.remove(file.key);
    [this.caption, this.asIs] = ['', false];
  }

  /** Sends them. Resolves to whether that was accepted. */
  async send(): Promise<boolean> {
    if (this.sending || this.files.length === 0) return false;
    this.sending = true;
    try {
      const taken: FileId[] = [];
      for (const [at, { blob }] of this.files.entries()) {
        const moved = (part: number) => (this.part = (at + part) / this.files.length);
        const { file } = await this.session.backend.take(this.session.account, blob, blob.name, { asIs: this.asIs }, moved);
        taken.push(file);
      }
      const accepted = await this.session.act({ type: 'sendFiles', peer: this.peer, files: taken, text: this.caption });
      if (accepted) this.clear();
      return accepted;
    } catch (thrown) {
      this.session.notices.error(asClientError(thrown).code);
      return false;
    } finally {
      [this.sending, this.part] = [false, 0];
    }
  }
}
