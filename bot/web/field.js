/** The field: it grows with what is written, counts near the end, keeps a draft, and never cuts anything off. */
import { at } from "./elements.js";
import { remember, remembered } from "./storage.js";
import { PAGE } from "./strings.js";

const DRAFT = "lqf-coach-draft";
const MOST = 4000;
const NEARLY = 3600;
const TALLEST = 144;

const [form, field, count] = ["form", "field", "count"].map(at);

export function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, TALLEST)}px`;
  const left = MOST - field.value.length;
  count.textContent = left < 0 ? PAGE.tooLong(-left) : field.value.length > NEARLY ? PAGE.left(left) : "";
  count.classList.toggle("wrong", left < 0);
  field.setAttribute("aria-invalid", String(left < 0));
  remember(DRAFT, field.value || null);
}

/** Put back what could not be sent, before what was written since. @param {string} text */
export function putBack(text) {
  field.value = [text, field.value].filter(Boolean).join("\n");
  grow();
}

/** @param {(text: string) => void} say @param {(why: string) => void} refuse */
export function watchField(say, refuse) {
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    field.focus();
    if (field.value.length > MOST) { refuse(PAGE.tooLong(field.value.length - MOST)); return; }
    const text = field.value;
    field.value = "";
    grow();
    say(text);
  });
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  field.value = remembered(DRAFT) ?? "";
  grow();
}
