/** What the person takes away: the plan as PDF and for a calendar, and the paper for supervision, chosen, read and then downloaded. */

import * as api from "./api.js";
import { element } from "./elements.js";
import { PAGE } from "./strings.js";

const GROUPS = { reflections: PAGE.paperReflections, profile: PAGE.paperProfile, plan: PAGE.paperPlan };

/** Hand a file to the browser. @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = /** @type {HTMLAnchorElement} */ (element("a", { href: URL.createObjectURL(blob), download: name }));
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param {any} item */
const labelOf = (item) => [element("strong", {}, item.title ?? item.element_name ?? item.step ?? item.name ?? "")];

/** One section of the paper, as it will be printed. @param {any} section */
function shown(section) {
  const items = section.items.map((/** @type {any} */ item) => {
    if (section.kind === "reflections") return element("li", {}, ...labelOf(item), ...item.answers.map((/** @type {any} */ a) => element("p", {}, `${a.heading}: "${a.text}"`)));
    if (section.kind === "strengths") return element("li", {}, ...labelOf(item), ` ${item.text}`, ...(item.evidence ? [element("p", {}, `"${item.evidence}"`)] : []));
    if (section.kind === "growth") return element("li", {}, ...labelOf(item), ` ${item.text} ${item.reason}`);
    if (section.kind === "plan") return element("li", {}, ...labelOf(item), item.due_in_words ? ` (${item.due_in_words})` : "");
    return element("li", {}, ...labelOf(item), element("p", {}, item.elements.map((/** @type {any} */ e) => `${e.name}: ${e.label}`).join("; ")));
  });
  return element("section", {}, element("h3", {}, section.title), element("ul", {}, ...items));
}

/** The dialog for the supervision paper. @param {HTMLElement} opener gets the focus back */
export async function choosePaper(opener) {
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", { className: "papers" }));
  dialog.setAttribute("aria-labelledby", "papers-title");
  const say = element("p", {});
  say.setAttribute("role", "status");
  const paper = element("div", { className: "paper" });
  const form = /** @type {HTMLFormElement} */ (element("form", {}));
  const close = element("button", { type: "button", onclick: () => dialog.close() }, PAGE.close);
  dialog.append(element("h2", { id: "papers-title" }, PAGE.pack), element("p", {}, PAGE.paperIntro), form, say, paper, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  opener.focus(); // where the browser puts the focus back by itself as the dialog closes, before "close" is heard
  dialog.showModal();
  try {
    const offered = await api.json("/pack");
    const groups = Object.entries(GROUPS).filter(([name]) => offered[name].length);
    if (!groups.length) { say.textContent = PAGE.paperNothing; return; }
    for (const [name, title] of groups) {
      const boxes = offered[name].map((/** @type {any} */ item) => element("label", { className: "choice" }, element("input", { type: "checkbox", name, value: item.id, checked: true }), ` ${item.title}`));
      form.append(element("fieldset", {}, element("legend", {}, title), ...boxes));
    }
    const chosen = () => Object.fromEntries(Object.keys(GROUPS).map((name) => [name, new FormData(form).getAll(name)]));
    const download = element("button", { type: "button", onclick: async () => { try { save(await api.file("/pack.pdf", chosen()), "for-my-supervision.pdf"); } catch { say.textContent = PAGE.noDownload; } } }, PAGE.paperDownload);
    const read = async () => {
      const data = await api.json("/pack", chosen());
      paper.replaceChildren(...data.sections.map(shown));
      say.textContent = data.sections.length ? PAGE.paperHolds : PAGE.paperEmpty;
    };
    form.addEventListener("change", () => void read());
    form.addEventListener("submit", (event) => event.preventDefault());
    close.before(download);
    await read();
  } catch { say.textContent = PAGE.didNotWork; }
}
