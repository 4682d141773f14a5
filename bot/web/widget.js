/**
 * The coach on somebody else's page, by one line:
 *
 *   <script type="module" src="https://coach.example.org/widget.js" data-name="Talk it through"></script>
 *
 * A launcher in a shadow root; the conversation itself is the coach's own page in a frame, loaded on the first opening, so that the page
 * around it can neither read it nor change its looks. Nothing inline, no eval, nothing from anybody else. The server puts the strings
 * in place of the import, so that all of it is one request.
 */
import { LAUNCHER } from "./strings.js";

const HOME = new URL(import.meta.url).origin;
const WISHES = ["name", "colour", "ink", "logo", "position", "greeting", "contact", "open"];
const PATIENCE = 15000;
const ENOUGH_CONTRAST = 4.5;
const STYLE = `
:host { --lqf-colour: #17494d; --lqf-gap: 1rem; --lqf-corner: 2rem; all: initial !important; display: block !important; position: fixed !important; inset-block-end: var(--lqf-gap) !important; inset-inline-end: var(--lqf-gap) !important; z-index: 2147483000 !important; font: 1rem/1.4 system-ui, sans-serif !important; }
:host([position="left"]) { inset-inline-end: auto !important; inset-inline-start: var(--lqf-gap) !important; }
[hidden] { display: none !important; }
button { font: inherit; color: var(--ink); background: var(--lqf-colour); border: 2px solid transparent; border-radius: var(--lqf-corner); padding: .7rem 1.2rem; min-height: 44px; min-width: 44px; cursor: pointer; box-shadow: 0 2px 10px rgb(0 0 0 / .3); display: inline-flex; align-items: center; gap: .5rem; max-width: calc(100vw - 2 * var(--lqf-gap)); }
button:focus-visible { outline: 3px solid Highlight; outline-offset: 3px; }
img { height: 1.75rem; width: auto; max-width: 8rem; }
section { color-scheme: light dark; color: CanvasText; display: flex; flex-direction: column; position: fixed; inset-block-end: var(--lqf-gap); inset-inline-end: var(--lqf-gap); width: min(26rem, calc(100vw - 2 * var(--lqf-gap))); height: min(44rem, calc(100dvh - 2 * var(--lqf-gap))); background: Canvas; border: 1px solid GrayText; border-radius: .8rem; overflow: hidden; box-shadow: 0 6px 30px rgb(0 0 0 / .35); }
:host([position="left"]) section { inset-inline-end: auto; inset-inline-start: var(--lqf-gap); }
.bar { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; background: var(--lqf-colour); color: var(--ink); padding-inline-start: .9rem; }
.bar strong { flex: 1; min-width: 0; display: flex; align-items: center; gap: .5rem; overflow-wrap: anywhere; }
.bar button { border-radius: 0; box-shadow: none; padding: .5rem .9rem; text-decoration: underline; }
.bar button:focus-visible { outline: 3px solid var(--ink); outline-offset: -4px; }
.room { position: relative; flex: 1; min-height: 0; }
p { position: absolute; inset: 0; margin: 0; padding: 1rem; background: Canvas; }
a { color: LinkText; }
iframe { display: block; width: 100%; height: 100%; border: 0; background: Canvas; }
@media (max-width: 30rem), (max-height: 30rem) { section { inset: 0 !important; width: auto; height: auto; border: 0; border-radius: 0; } }
@media (forced-colors: active) { button, .bar { border: 2px solid ButtonText; } }
`;

/** Of light and dark ink the one that reads better on a colour: its computed value, "rgb(...)". @param {string} colour */
function inkOn(colour) {
  const light = luminance(colour);
  return (1.05) / (light + 0.05) >= ENOUGH_CONTRAST ? "#ffffff" : "#000000";
}

/** @param {string} colour */
function luminance(colour) {
  const [r, g, b] = (colour.match(/[\d.]+/g) ?? ["0", "0", "0"]).slice(0, 3).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {string} one @param {string} other */
function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {string} tag @param {Record<string, any>} [properties] @param {...(Node | string)} children */
function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

class Coach extends HTMLElement {
  #launcher = /** @type {HTMLButtonElement} */ (element("button", { type: "button", onclick: () => this.open() }));
  #name = element("strong");
  #told = element("p");
  #bar = element("div", { className: "bar" }, this.#name, element("button", { type: "button", onclick: () => this.close() }, LAUNCHER.close));
  #room = element("div", { className: "room" }, this.#told);
  #panel = element("section", { hidden: true }, this.#bar, this.#room);
  /** @type {HTMLIFrameElement | null} */ #frame = null;
  #isReady = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    this.#launcher.setAttribute("aria-expanded", "false");
    this.#launcher.setAttribute("aria-haspopup", "dialog");
    this.#panel.setAttribute("role", "dialog");
    this.#told.setAttribute("role", "status");
    root.append(this.#launcher, this.#panel);
    root.addEventListener("keydown", (event) => { if (/** @type {KeyboardEvent} */ (event).key === "Escape") this.close(); });
    addEventListener("message", (event) => {
      if (event.origin !== HOME || event.source !== this.#frame?.contentWindow) return;
      if (event.data === "lqf-coach:close") this.close();
      if (event.data === "lqf-coach:ready") this.#ready();
    });
  }

  connectedCallback() {
    const name = this.getAttribute("name") || LAUNCHER.open;
    const logo = this.getAttribute("logo");
    const picture = () => (logo ? [element("img", { src: logo, alt: "" })] : []);
    this.#launcher.replaceChildren(...picture(), name);
    this.#name.replaceChildren(...picture(), name);
    this.#panel.setAttribute("aria-label", name);
    for (const [wish, property] of [["colour", "--lqf-colour"], ["ink", "--lqf-ink"]]) {
      const value = this.getAttribute(wish);
      if (value && CSS.supports("color", value)) this.style.setProperty(property, value);
    }
    this.#choosesInk();
    if (this.hasAttribute("open")) this.open();
  }

  open() {
    this.#launcher.hidden = true;
    this.#launcher.setAttribute("aria-expanded", "true");
    this.#panel.hidden = false;
    if (this.#frame) { this.#focusInside(); return; }
    this.#frame = /** @type {HTMLIFrameElement} */ (element("iframe", { title: LAUNCHER.title }));
    const wishes = new URLSearchParams({ colour: getComputedStyle(this.#launcher).backgroundColor, ink: getComputedStyle(this.#launcher).color });
    for (const wish of ["greeting", "contact"]) wishes.set(wish, this.getAttribute(wish) ?? "");
    this.#frame.src = `${HOME}/#${wishes}`;
    this.#room.prepend(this.#frame);
    this.#told.textContent = LAUNCHER.opening;
    this.#bar.querySelector("button")?.focus();
    setTimeout(() => { if (!this.#isReady) this.#told.replaceChildren(LAUNCHER.failed, " ", element("a", { href: HOME, target: "_blank", rel: "noopener" }, LAUNCHER.elsewhere)); }, PATIENCE);
  }

  close() {
    if (this.#panel.hidden) return;
    this.#panel.hidden = true;
    this.#launcher.hidden = false;
    this.#launcher.setAttribute("aria-expanded", "false");
    this.#launcher.focus();
  }

  #ready() {
    this.#isReady = true;
    this.#told.remove();
    if (!this.#panel.hidden) this.#focusInside();
  }

  /** The frame's own page knows which of its parts. */
  #focusInside() {
    this.#frame?.focus();
    this.#frame?.contentWindow?.postMessage("lqf-coach:focus", HOME);
  }

  /** The ink that was wished for, where it can be read on the colour; else black or white. */
  #choosesInk() {
    this.#launcher.style.color = "var(--lqf-ink)";
    const { color, backgroundColor } = getComputedStyle(this.#launcher);
    const wished = getComputedStyle(this).getPropertyValue("--lqf-ink").trim();
    this.#launcher.style.removeProperty("color");
    this.style.setProperty("--ink", wished && contrast(color, backgroundColor) >= ENOUGH_CONTRAST ? wished : inkOn(backgroundColor));
  }
}

if (!customElements.get("lqf-coach")) customElements.define("lqf-coach", Coach);

const line = /** @type {HTMLScriptElement | null} */ (
  [...document.querySelectorAll('script[type="module"][src]')].find((script) => /** @type {HTMLScriptElement} */ (script).src === import.meta.url)
);
if (line && !document.querySelector("lqf-coach")) {
  const coach = document.createElement("lqf-coach");
  for (const wish of WISHES) if (wish in line.dataset) coach.setAttribute(wish, line.dataset[wish] ?? "");
  document.body.append(coach);
}
