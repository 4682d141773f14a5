/** The menu: opened by its button, closed by Escape, by a press elsewhere and by what is chosen. */
import { at } from "./elements.js";

const menu = at("menu");
const button = at("menu-button");

/** @param {boolean} open */
export function openMenu(open) {
  menu.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
  if (open) menu.querySelector("button").focus();
}

/** @param {() => void} otherwise what Escape does when the menu is closed */
export function watchMenu(otherwise) {
  button.addEventListener("click", () => openMenu(menu.hidden));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    if (menu.hidden) { otherwise(); return; }
    openMenu(false);
    button.focus();
  });
  document.addEventListener("click", (event) => { if (!menu.hidden && !(/** @type {Element} */ (event.target)).closest("nav")) openMenu(false); });
}
