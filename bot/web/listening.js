/** Follows what is said from now on; when the line is lost it comes back by itself, later and later, at once when the phone wakes. */
import * as api from "./api.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 20000;
const ASLEEP = 25000;

export class Listening {
  /** @type {AbortController | null} */ #stream = null;
  /** @type {(() => void) | null} */ #hurry = null;
  #hiddenAt = 0;

  /** @param {{tell(message: any): void, after(): string | null, opened(): void, lost(why: string): void}} page */
  constructor(page) {
    this.page = page;
    addEventListener("online", () => this.anew());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#hiddenAt = Date.now();
      // A phone that slept may hold a line that is long dead.
      else if (Date.now() - this.#hiddenAt > ASLEEP) this.anew();
    });
  }

  /** Listen again, now. */
  anew() {
    this.#stream?.abort();
    this.#hurry?.();
  }

  async keep() {
    let wait = FIRST_WAIT;
    for (;;) {
      this.#stream = new AbortController();
      const opened = () => { wait = FIRST_WAIT; this.page.opened(); };
      let why = "";
      try {
        await api.listen((message) => this.page.tell(message), opened, this.page.after(), this.#stream);
      } catch (fault) {
        if (fault instanceof api.Later) why = fault.message;
      }
      await new Promise((done) => {
        const timer = setTimeout(done, wait);
        this.#hurry = () => { clearTimeout(timer); done(null); };
      });
      if (why || wait > FIRST_WAIT) this.page.lost(why);
      wait = Math.min(2 * wait, LONGEST_WAIT);
    }
  }
}
