import type { FileId } from '../ipc/generated/FileId';

const SPEEDS = [1, 1.5, 2];

/** What is being listened to. One thing at a time, and on while one looks elsewhere. */
class Player {
  file = $state<FileId | null>(null);
  playing = $state(false);
  /** Where it is, and how long it is (ms). */
  at = $state(0);
  length = $state(0);
  speed = $state(1);
  /** This system cannot play it. */
  broken = $state(false);
  #sound: HTMLAudioElement | null = null;
  #blob: string | null = null;

  /** Plays a file, or pauses it. */
  async toggle(file: FileId, address: string): Promise<void> {
    if (this.file !== file) await this.#take(file, address);
    const sound = this.#sound;
    if (!sound) return;
    if (!sound.paused) return sound.pause();
    sound.playbackRate = this.speed;
    await sound.play().catch(() => (this.broken = true));
  }

  /** Goes to a place (ms). */
  seek(at: number): void {
    if (this.#sound) this.#sound.currentTime = at / 1000;
  }

  /** The next speed, and after the fastest the first again. */
  faster(): void {
    this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length] ?? 1;
    if (this.#sound) this.#sound.playbackRate = this.speed;
  }

  async #take(file: FileId, address: string): Promise<void> {
    this.#sound?.pause();
    if (this.#blob) URL.revokeObjectURL(this.#blob);
    [this.file, this.playing, this.at, this.length, this.broken] = [file, false, 0, 0, false];
    // WebKitGTK plays from no scheme but its own: the page hands it what it has read.
    const blob = await fetch(address).then((answer) => answer.blob());
    if (this.file !== file) return;
    this.#blob = URL.createObjectURL(blob);
    const sound = new Audio(this.#blob);
    sound.onplay = () => (this.playing = true);
    sound.onpause = () => (this.playing = false);
    sound.ontimeupdate = () => (this.at = sound.currentTime * 1000);
    sound.ondurationchange = () => (this.length = Number.isFinite(sound.duration) ? sound.duration * 1000 : 0);
    sound.onended = () => ([this.playing, this.at] = [false, 0]);
    sound.onerror = () => (this.broken = true);
    this.#sound = sound;
  }
}

export const player = new Player();
