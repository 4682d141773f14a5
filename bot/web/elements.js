/** Elements in one line each. Text only ever goes in as text. */

/**
 * @param {string} tag
 * @param {Record<string, any>} [properties] names with a hyphen, and role, become attributes
 * @param {...(Node | string)} children
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "role" || name.includes("-")) made.setAttribute(name, value); else Object.assign(made, { [name]: value });
  }
  made.append(...children);
  return made;
}

/** @param {string} id @returns {any} */
export const at = (id) => document.getElementById(id);

/** @param {any[]} items @param {(item: any) => (Node | string)[]} show */
export const list = (items, show) => element("ul", { className: "card" }, ...items.map((item) => element("li", {}, ...show(item))));

/** A text with its web addresses as links. @param {string} text */
export const linked = (text) =>
  text.split(/(https?:\/\/[^\s"]*[^\s".,;:!?)])/).map((part, index) => (index % 2 ? element("a", { href: part, target: "_blank", rel: "noopener" }, part) : part));

/** A text with its telephone numbers and e-mail addresses as links. @param {string} text */
export const reachable = (text) =>
  text.split(/((?:\+|\b0)[\d][\d ]{7,}\d|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/).map((part, index) => {
    if (index % 2 === 0) return part;
    return element("a", { href: part.includes("@") ? `mailto:${part}` : `tel:${part.replace(/\s/g, "")}` }, part);
  });
