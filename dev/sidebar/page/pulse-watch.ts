/** Notices that the mailbox or the calendar was changed by somebody else, as the real pages do without a reload. */
import { fetchPulse } from "./api.ts";
import type { Pulse } from "./wire.ts";

const pollMs = 2_000;

export interface PulseListeners {
  readonly onMail: () => void;
  readonly onCalendar: () => void;
}

export class PulseWatch {
  readonly #user: string;
  readonly #listeners: PulseListeners;
  #last: Pulse | undefined;
  #timer: number | undefined;
  #asked = 0;

  constructor(user: string, listeners: PulseListeners) {
    this.#user = user;
    this.#listeners = listeners;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.lookNow();
    });
    this.lookNow();
  }

  /** After what is likely to have changed something. */
  lookNow(): void {
    void this.#look();
  }

  async #look(): Promise<void> {
    window.clearTimeout(this.#timer);
    this.#asked += 1;
    const mine = this.#asked;
    // A server that is away is asked again later; whoever clicks something is told by that.
    const pulse = document.hidden ? undefined : await fetchPulse(this.#user).catch(() => undefined);
    if (mine !== this.#asked) return;
    if (pulse !== undefined) this.#take(pulse);
    this.#timer = window.setTimeout(() => {
      this.lookNow();
    }, pollMs);
  }

  #take(pulse: Pulse): void {
    const before = this.#last;
    this.#last = {
      mail: pulse.mail ?? before?.mail ?? null,
      calendar: pulse.calendar ?? before?.calendar ?? null,
    };
    if (before === undefined) return;
    if (this.#last.mail !== before.mail) this.#listeners.onMail();
    if (this.#last.calendar !== before.calendar) this.#listeners.onCalendar();
  }
}
