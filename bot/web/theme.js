/** What the page around the frame wished for: its colours, a greeting, whom to reach. Heard only inside a frame, which only named sites may have. */
import { at, reachable } from "./elements.js";
import { PAGE } from "./strings.js";

const LONGEST = 300;

export const isEmbedded = window.parent !== window;

/** Every `data-word` gets its word, and the page its language. */
export function fillWords() {
  document.documentElement.lang = PAGE.lang;
  document.documentElement.dir = PAGE.dir;
  const words = /** @type {Record<string, any>} */ (PAGE);
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-word]"))) place.textContent = words[place.dataset.word ?? ""];
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-label]"))) place.setAttribute("aria-label", words[place.dataset.label ?? ""]);
}

export function wear() {
  if (!isEmbedded) return;
  document.documentElement.classList.add("embedded");
  const wishes = new URLSearchParams(location.hash.slice(1));
  for (const [wish, property] of [["colour", "--mine"], ["ink", "--mine-ink"]]) {
    const value = wishes.get(wish);
    if (value && CSS.supports("color", value)) document.documentElement.style.setProperty(property, value);
  }
  const [greeting, contact] = ["greeting", "contact"].map((wish) => (wishes.get(wish) ?? "").slice(0, LONGEST));
  at("greeting").textContent = greeting;
  at("greeting").hidden = !greeting;
  if (contact) at("contact").append(PAGE.humanHere, ...reachable(contact));
  at("contact").hidden = !contact;
}
