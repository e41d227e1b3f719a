import type { ErrorCode } from '../ipc/generated/ErrorCode';
import { t } from '../i18n/i18n.svelte';
import { ERROR } from '../i18n/words';

/** How long a notice stays (ms). */
const STAYS = 6000;

/** Something worth a line that no row can carry. */
export interface Notice {
  key: number;
  /** Its text. */
  text: string;
  tone: 'plain' | 'danger';
}

/** The notices on screen, newest last. */
export class Notices {
  list = $state.raw<Notice[]>([]);
  #next = 0;

  /** Says that something was refused. */
  error(code: ErrorCode): void {
    this.#add(t(ERROR[code]), 'danger');
  }

  /** Confirms something that shows nowhere else. */
  tell(text: string): void {
    this.#add(text, 'plain');
  }

  /** Takes one away. */
  dismiss(key: number): void {
    this.list = this.list.filter((notice) => notice.key !== key);
  }

  #add(text: string, tone: Notice['tone']): void {
    const key = this.#next++;
    this.list = [...this.list.filter((notice) => notice.text !== text), { key, text, tone }];
    setTimeout(() => this.dismiss(key), STAYS);
  }
}
