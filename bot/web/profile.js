/** The picture of where somebody stands: seven areas by four parts. Dots repeat what the words say; nothing hangs on a colour. */
import { element, list } from "./elements.js";
import { PAGE } from "./strings.js";

const MOST = 4;

/** As many dots filled as the answer is steps above "not yet". @param {number} value @param {number} [most] */
export const dots = (value, most = MOST) =>
  element("span", { className: "dots", "aria-hidden": "true" }, ...Array.from({ length: most }, (_, place) => element("i", { className: place < value ? "on" : "off" })));

/** @param {any} part */
function cell(part) {
  const beside = [part.confidence === "few" ? PAGE.few : "", part.moved ?? ""].filter(Boolean);
  return element("td", { role: "cell", className: part.value === null ? "none" : `v${part.value}` },
    element("strong", {}, part.name), element("span", { className: "unseen" }, ": "),
    ...(part.value === null ? [] : [dots(part.value)]),
    element("span", { className: "said" }, part.label),
    ...(beside.length ? [element("span", { className: "quiet" }, ` (${beside.join("; ")})`)] : []));
}

/** Roles are given by hand: on a narrow screen the table is laid out as blocks, and browsers then forget that it is one. @param {any} card */
export function profile(card) {
  const rows = card.dimensions.map((/** @type {any} */ area) =>
    element("tr", { role: "row" }, element("th", { role: "rowheader", scope: "row" }, area.name), ...area.elements.map(cell)));
  const table = element("table", { role: "table", className: "stand" }, element("caption", {}, PAGE.standTitle), element("tbody", { role: "rowgroup" }, ...rows));
  return [
    table,
    ...(card.strengths.length ? [element("p", {}, element("strong", {}, PAGE.strengths)), list(card.strengths, (s) => [`${s.element_name}: ${s.text}`, ...(s.evidence ? [element("br"), `"${s.evidence}"`] : [])])] : []),
    ...(card.growth.length ? [element("p", {}, element("strong", {}, PAGE.growth)), list(card.growth, (g) => [`${g.element_name}: ${g.text}`, element("br"), element("span", { className: "quiet" }, g.reason)])] : []),
  ];
}
