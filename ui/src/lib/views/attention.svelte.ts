/** Whether the user's eyes can be on the window: it is visible and has the keyboard. */
export class Attention {
  active = $state(looking());

  /** Starts listening; returns how to stop. */
  start(): () => void {
    const look = () => (this.active = looking());
    window.addEventListener('focus', look);
    window.addEventListener('blur', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('focus', look);
      window.removeEventListener('blur', look);
      document.removeEventListener('visibilitychange', look);
    };
  }
}

function looking(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
