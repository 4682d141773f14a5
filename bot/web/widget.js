/**
 * The coach on somebody else's page, by one line:
 *
 *   <script type="module" src="https://coach.example.org/widget.js" data-name="Talk it through"></script>
 *
 * A launcher in a shadow root; the conversation itself is the coach's own page in a frame, loaded on the first opening, so that the page
 * around it can neither read it nor change its looks. Nothing inline, no eval, nothing from anybody else.
 */

const STRINGS = { open: "Talk to the coach", close: "Close the coach", title: "LQF Coach: a conversation" };
const HOME = new URL(import.meta.url).origin;
const STYLE = `
:host { --lqf-colour: #17494d; --lqf-ink: #ffffff; --lqf-gap: 1rem; all: initial !important; display: block !important; position: fixed !important; inset-block-end: var(--lqf-gap) !important; inset-inline-end: var(--lqf-gap) !important; z-index: 2147483000 !important; font: 1rem/1.4 system-ui, sans-serif !important; }
:host([position="left"]) { inset-inline-end: auto !important; inset-inline-start: var(--lqf-gap) !important; }
[hidden] { display: none !important; }
button { font: inherit; color: var(--lqf-ink); background: var(--lqf-colour); border: 2px solid transparent; border-radius: 2rem; padding: .7rem 1.2rem; min-height: 44px; min-width: 44px; cursor: pointer; box-shadow: 0 2px 10px rgb(0 0 0 / .3); }
button:focus-visible { outline: 3px solid var(--lqf-colour); outline-offset: 3px; }
section { color-scheme: light dark; display: flex; flex-direction: column; position: fixed; inset-block-end: var(--lqf-gap); inset-inline-end: var(--lqf-gap); width: min(25rem, calc(100vw - 2 * var(--lqf-gap))); height: min(42rem, calc(100dvh - 2 * var(--lqf-gap))); background: Canvas; border: 1px solid GrayText; border-radius: .8rem; overflow: hidden; box-shadow: 0 6px 30px rgb(0 0 0 / .35); }
:host([position="left"]) section { inset-inline-end: auto; inset-inline-start: var(--lqf-gap); }
section > button { align-self: flex-end; border-radius: 0 0 0 .8rem; box-shadow: none; }
iframe { flex: 1; width: 100%; border: 0; background: Canvas; }
@media (max-width: 30rem), (max-height: 30rem) { section { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; } }
@media (forced-colors: active) { button { border-color: ButtonText; } }
`;

class Coach extends HTMLElement {
  /** @type {HTMLButtonElement} */ #launcher;
  /** @type {HTMLElement} */ #panel;
  /** @type {HTMLIFrameElement | null} */ #frame = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    this.#launcher = this.#button("", () => this.open());
    this.#launcher.setAttribute("aria-expanded", "false");
    this.#panel = document.createElement("section");
    this.#panel.hidden = true;
    this.#panel.setAttribute("role", "dialog");
    this.#panel.append(this.#button(STRINGS.close, () => this.close()));
    root.append(this.#launcher, this.#panel);
    root.addEventListener("keydown", (event) => { if (/** @type {KeyboardEvent} */ (event).key === "Escape") this.close(); });
    addEventListener("message", (event) => {
      if (event.origin === HOME && event.source === this.#frame?.contentWindow && event.data === "lqf-coach:close") this.close();
    });
  }

  connectedCallback() {
    const name = this.getAttribute("name") || STRINGS.open;
    this.#launcher.textContent = name;
    this.#panel.setAttribute("aria-label", name);
    for (const [attribute, property] of [["colour", "--lqf-colour"], ["ink", "--lqf-ink"]]) {
      const value = this.getAttribute(attribute);
      if (value && CSS.supports("color", value)) this.style.setProperty(property, value);
    }
  }

  open() {
    if (!this.#frame) {
      this.#frame = document.createElement("iframe");
      this.#frame.src = `${HOME}/#embedded`;
      this.#frame.title = STRINGS.title;
      this.#panel.append(this.#frame);
    }
    this.#launcher.hidden = true;
    this.#launcher.setAttribute("aria-expanded", "true");
    this.#panel.hidden = false;
    this.#frame.focus();
  }

  close() {
    if (this.#panel.hidden) return;
    this.#panel.hidden = true;
    this.#launcher.hidden = false;
    this.#launcher.setAttribute("aria-expanded", "false");
    this.#launcher.focus();
  }

  /** @param {string} text @param {() => void} act */
  #button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
}

if (!customElements.get("lqf-coach")) customElements.define("lqf-coach", Coach);

const line = /** @type {HTMLScriptElement | null} */ (
  [...document.querySelectorAll('script[type="module"][src]')].find((script) => /** @type {HTMLScriptElement} */ (script).src === import.meta.url)
);
if (line && !document.querySelector("lqf-coach")) {
  const coach = document.createElement("lqf-coach");
  for (const name of ["name", "colour", "ink", "position"]) if (line.dataset[name]) coach.setAttribute(name, line.dataset[name] ?? "");
  document.body.append(coach);
}
