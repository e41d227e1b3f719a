import type { IconName } from './icons';

/** One line of a menu. */
export interface MenuItem {
  key: string;
  label: string;
  icon?: IconName;
  danger?: boolean;
  /** Set where it is one of several choices. */
  checked?: boolean;
  testid?: string;
  act: () => void;
}
