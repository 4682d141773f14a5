/** The chat page: shows the conversation, sends what is written, says when the connection is lost and goes on when it returns. */

import { remember, remembered } from "./storage.js";
import * as api from "./api.js";
import { element, show } from "./cards.js";
import { choosePaper, save } from "./papers.js";

/** @param {string} id */
const at = (id) => /** @type {any} */ (document.getElementById(id));
const [transcript, live, typing, status, form, field, count, menu, menuButton] = ["transcript", "live", "typing", "status", "form", "field", "count", "menu", "menu-button"].map(at);
const DRAFT = "lqf-coach-draft";
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 20000;
const NEARLY = 3600;
const LOST = "Connection lost. I'll send it as soon as it is back.";

/** Messages that wait to be sent, oldest first. @type {{id: string, text: string, item: HTMLElement}[]} */
const waiting = [];
/** Ids of messages and requests that are on the page. */
const shown = new Set();
let last = /** @type {string | null} */ (null);
let sending = false;
let listening = /** @type {AbortController | null} */ (null);

const toTheEnd = () => window.scrollTo({ top: document.body.scrollHeight });

/** @param {any} message @param {boolean} announce */
function add(message, announce) {
  for (const choices of transcript.querySelectorAll(".choices")) if (message.buttons?.length || message.from === "person") choices.remove();
  const item = show(message, (button) => say(button.payload, button.title));
  transcript.append(item);
  if (announce && message.from !== "person") {
    const buttons = (message.buttons ?? []).map((/** @type {any} */ b) => b.title).join(", ");
    live.append(element("p", {}, message.text + (buttons ? ` Choices: ${buttons}.` : "")));
    while (live.children.length > 6) live.firstChild.remove();
  }
  // Of a signpost the first words come first: on a phone its end would show a list and hide "ring 999".
  if (message.card?.kind === "signpost" && announce) item.scrollIntoView({ block: "start" }); else toTheEnd();
  return item;
}

/** @param {string} text what is sent @param {string} [title] what is shown */
function say(text, title) {
  if (!text.trim()) return;
  const id = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  shown.add(id);
  const item = add({ from: "person", text: title ?? text }, false);
  item.classList.add("waiting");
  waiting.push({ id, text, item });
  void sendWaiting();
}

async function sendWaiting() {
  if (sending) return;
  sending = true;
  typing.hidden = false;
  toTheEnd();
  let wait = FIRST_WAIT;
  while (waiting.length) {
    const next = waiting[0];
    try {
      const said = await api.send(next.id, next.text);
      waiting.shift();
      next.item.classList.remove("waiting");
      status.textContent = "";
      wait = FIRST_WAIT;
      for (const message of said) hear({ from: "coach", ...message });
    } catch (fault) {
      if (fault instanceof api.NotLetIn) {
        await beginAnew("You are no longer signed in here, so we begin anew.").catch(() => { status.textContent = LOST; });
        await new Promise((done) => setTimeout(done, wait));
      } else if (fault instanceof api.Refused) {
        waiting.shift();
        field.value ||= next.text;
        next.item.remove();
        status.textContent = fault.message;
      } else {
        status.textContent = LOST;
        await new Promise((done) => { const timer = setTimeout(done, wait); addEventListener("online", () => { clearTimeout(timer); done(null); }, { once: true }); });
        wait = Math.min(2 * wait, LONGEST_WAIT);
      }
    }
  }
  typing.hidden = true;
  sending = false;
}

/** Take a message from an answer or from the stream, whichever brings it first. @param {any} message */
function hear(message) {
  const known = shown.has(message.id) || (message.request && shown.has(message.request));
  shown.add(message.id);
  last = message.id;
  if (!known) add(message, true);
}

async function keepListening() {
  let wait = FIRST_WAIT;
  for (;;) {
    listening = new AbortController();
    try {
      await api.listen(hear, last, listening.signal);
      wait = FIRST_WAIT;
    } catch { /* lost: try again below */ }
    await new Promise((done) => setTimeout(done, wait));
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
}

/** @param {string} [why] */
async function beginAnew(why) {
  const messages = await api.begin();
  transcript.replaceChildren();
  shown.clear();
  last = null;
  listening?.abort();
  status.textContent = why ?? "";
  for (const message of messages) hear({ from: "coach", ...message });
  for (const message of waiting) transcript.append(message.item);
}

async function restore() {
  const messages = await api.conversation();
  if (!messages.length) return beginAnew();
  for (const message of messages) {
    add(message, false);
    shown.add(message.id);
    if (message.request) shown.add(message.request);
    last = message.id;
  }
}

async function start() {
  let wait = FIRST_WAIT;
  for (;;) {
    try {
      await (api.token() ? restore() : beginAnew());
      break;
    } catch (fault) {
      if (fault instanceof api.NotLetIn) { api.forget(); continue; }
      status.textContent = "I can't reach the coach. Trying again ...";
      await new Promise((done) => setTimeout(done, wait));
      wait = Math.min(2 * wait, LONGEST_WAIT);
    }
  }
  status.textContent = "";
  void keepListening();
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 144)}px`;
  count.textContent = field.value.length > NEARLY ? `${4000 - field.value.length} characters left` : "";
  remember(DRAFT, field.value);
}

form.addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  say(field.value);
  field.value = "";
  grow();
  field.focus();
});
field.addEventListener("input", grow);
field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
});

/** @param {boolean} open */
function openMenu(open) {
  menu.hidden = !open;
  menuButton.setAttribute("aria-expanded", String(open));
  if (open) menu.querySelector("button").focus();
}
menuButton.addEventListener("click", () => openMenu(menu.hidden));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (!menu.hidden) { openMenu(false); menuButton.focus(); }
  // In the widget's frame Escape closes the widget; the page around it learns nothing else.
  else if (window.parent !== window) window.parent.postMessage("lqf-coach:close", "*");
});
document.addEventListener("click", (event) => { if (!menu.hidden && !(/** @type {Element} */ (event.target)).closest("nav")) openMenu(false); });
for (const button of menu.querySelectorAll("[data-say]")) button.addEventListener("click", () => { openMenu(false); field.focus(); say(button.dataset.say); });
/** @param {string} button @param {() => Promise<Blob>} get @param {string} name */
function downloads(button, get, name) {
  at(button).addEventListener("click", async () => {
    openMenu(false);
    try { save(await get(), name); } catch { status.textContent = "The download did not work. Please try again."; }
  });
}
downloads("download", api.everything, "lqf-coach.json");
downloads("plan-pdf", () => api.file("/plan.pdf"), "my-development-plan.pdf");
downloads("plan-ics", () => api.file("/plan.ics"), "my-development-plan.ics");
at("pack").addEventListener("click", () => { openMenu(false); void choosePaper(menuButton); });
at("erase").addEventListener("click", () => { openMenu(false); field.focus(); say("delete my data"); });
addEventListener("online", () => { if (waiting.length) void sendWaiting(); });

field.value = remembered(DRAFT) ?? "";
grow();
void start();
