/** What was written and is not answered yet, in its order. It outlives a lost connection and a reload of the tab, and goes off once: each has an id. */
import * as api from "./api.js";
import { rememberHere, rememberedHere } from "./storage.js";

const OUTBOX = "lqf-coach-outbox";
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 20000;

/** @typedef {{id: string, text: string, title: string, item?: HTMLElement}} Waiting */

export const newId = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

export class Outbox {
  /** @type {Waiting[]} */ #waiting = JSON.parse(rememberedHere(OUTBOX) ?? "[]");
  #sending = false;
  /** @type {(() => void) | null} */ #hurry = null;

  /**
   * @param {{answered(messages: any[]): void, busy(isBusy: boolean): void, lost(why: string | null): void, sent(one: Waiting): void,
   *   refused(one: Waiting, why: string): void, notLetIn(): Promise<void>}} page
   */
  constructor(page) { this.page = page; }

  get waiting() { return [...this.#waiting]; }

  /** @param {Waiting} one */
  put(one) {
    this.#waiting.push(one);
    this.#keep();
    void this.work();
  }

  /** The server has it, as the stream or the conversation says. @param {string} id */
  settle(id) {
    const one = this.#waiting.find((each) => each.id === id);
    if (!one) return;
    this.#waiting = this.#waiting.filter((each) => each !== one);
    this.#keep();
    this.page.sent(one);
  }

  /** Do not wait for the next try. */
  hurry() { this.#hurry?.(); }

  async work() {
    if (this.#sending || !this.#waiting.length) return;
    this.#sending = true;
    this.page.busy(true);
    let wait = FIRST_WAIT;
    while (this.#waiting.length) {
      const next = this.#waiting[0];
      try {
        const said = await api.send(next.id, next.text);
        this.settle(next.id);
        this.page.lost(null);
        wait = FIRST_WAIT;
        this.page.answered(said);
      } catch (fault) {
        if (fault instanceof api.Refused) {
          this.settle(next.id);
          this.page.refused(next, fault.message);
          continue;
        }
        if (fault instanceof api.NotLetIn) await this.page.notLetIn().catch(() => this.page.lost(""));
        else this.page.lost(fault instanceof api.Later ? fault.message : "");
        await this.#pause(fault instanceof api.Later && fault.seconds > 0 ? 1000 * fault.seconds : wait);
        wait = Math.min(2 * wait, LONGEST_WAIT);
      }
    }
    this.page.busy(false);
    this.#sending = false;
  }

  #keep() {
    const plain = this.#waiting.map(({ id, text, title }) => ({ id, text, title }));
    rememberHere(OUTBOX, plain.length ? JSON.stringify(plain) : null);
  }

  /** @param {number} time */
  #pause(time) {
    return new Promise((done) => {
      const timer = setTimeout(done, time);
      this.#hurry = () => { clearTimeout(timer); done(null); };
    });
  }
}
