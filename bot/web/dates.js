/** A day picked from the browser's own calendar, said in words: "1 December 2026". */
import { element } from "./elements.js";
import { PAGE } from "./strings.js";

const YEAR = 365;

/** @param {Date} day */
const iso = (day) => new Date(day.getTime() - day.getTimezoneOffset() * 60000).toISOString().slice(0, 10);

/** @param {(text: string) => void} say @param {Date} [today] */
export function datePicker(say, today = new Date()) {
  const last = new Date(today);
  last.setDate(last.getDate() + YEAR);
  const day = /** @type {HTMLInputElement} */ (element("input", { type: "date", min: iso(today), max: iso(last), required: true }));
  const wrong = element("span", { role: "alert" });
  const take = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!day.value || !day.checkValidity()) { wrong.textContent = day.validationMessage || PAGE.noDay; day.focus(); return; }
    const [year, month, date] = day.value.split("-").map(Number);
    say(new Date(year, month - 1, date).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" }));
  };
  return element("form", { className: "day choices", noValidate: true, onsubmit: take }, element("label", {}, `${PAGE.pickDay} `, day), element("button", { type: "submit" }, PAGE.takeDay), wrong);
}
