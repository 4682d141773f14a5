/** The chat page: shows the conversation, sends what is written, says when the connection is lost and goes on when it returns. */
import * as api from "./api.js";
import { at, element } from "./elements.js";
import { putBack, watchField } from "./field.js";
import { Listening } from "./listening.js";
import { openMenu, watchMenu } from "./menu.js";
import { Outbox, newId } from "./outbox.js";
import { choosePaper, save } from "./papers.js";
import { PAGE } from "./strings.js";
import { fillWords, isEmbedded, wear } from "./theme.js";
import * as transcript from "./transcript.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 20000;
const TOLD = 4000;
const [typing, status, retry, field, menuButton] = ["typing", "status", "retry", "field", "menu-button"].map(at);

/** @param {string} text @param {boolean} [isLost] */
function tell(text, isLost = false) {
  if (status.textContent !== text) status.textContent = text;
  retry.hidden = !isLost;
}

/** The line is lost (with what the server says about it), or back. @param {string | null} why */
function line(why) {
  if (why !== null) tell(why || PAGE.lost, true);
  else if (!retry.hidden) {
    tell(PAGE.back);
    setTimeout(() => { if (status.textContent === PAGE.back) tell(""); }, TOLD);
  }
}

const outbox = new Outbox({
  answered: (messages) => { for (const message of messages) transcript.hear({ from: "coach", ...message }, false); },
  busy: (isBusy) => { typing.hidden = !isBusy; },
  lost: line,
  sent: (one) => { one.item?.classList.remove("waiting"); one.item?.querySelector(".not-sent")?.remove(); },
  refused: (one, why) => { one.item?.remove(); putBack(one.text); tell(why); },
  notLetIn: () => beginAnew(PAGE.anew),
});

const listening = new Listening({
  tell: (message) => {
    if (message.from === "person" && message.request) outbox.settle(message.request);
    transcript.hear(message, true);
  },
  after: transcript.latest,
  opened: () => { if (!outbox.waiting.length) line(null); outbox.hurry(); },
  lost: line,
});

/** Put the focus where one goes on: into the field; on a phone, whose keyboard would hide what was just said, onto the conversation. */
function rest() {
  (matchMedia("(hover: none) and (pointer: coarse)").matches ? at("conversation") : field).focus({ preventScroll: true });
}

/** @param {{id: string, title: string}} one */
function shownAsWaiting(one) {
  transcript.expect(one.id);
  const item = transcript.add({ from: "person", text: one.title, isWaiting: true }, false);
  item.querySelector(".bubble")?.append(element("span", { className: "not-sent" }, PAGE.notSent));
  return item;
}

/** @param {string} text what is sent @param {string} [title] what is shown */
function say(text, title) {
  if (!text.trim()) return;
  if (status.textContent && retry.hidden) tell("");
  const hadFocus = document.activeElement?.closest(".choices");
  const one = { id: newId(), text, title: title ?? text };
  outbox.put({ ...one, item: shownAsWaiting(one) });
  // The pressed button is gone, and the focus with it.
  if (hadFocus) rest();
}

/** @param {string} [why] */
async function beginAnew(why) {
  const messages = await api.begin();
  transcript.restore([]);
  for (const message of messages) transcript.hear({ from: "coach", ...message }, true);
  for (const one of outbox.waiting) one.item = shownAsWaiting(one);
  listening.anew();
  tell(why ?? "");
}

async function restore() {
  const messages = await api.conversation();
  if (!messages.length) return beginAnew();
  for (const message of messages) if (message.from === "person" && message.request) outbox.settle(message.request);
  transcript.restore(messages);
  for (const one of outbox.waiting) one.item = shownAsWaiting(one);
}

async function start() {
  let wait = FIRST_WAIT;
  for (;;) {
    try {
      await (api.token() ? restore() : beginAnew());
      break;
    } catch (fault) {
      if (fault instanceof api.NotLetIn) { api.forget(); continue; }
      const isOffline = !navigator.onLine;
      tell(fault instanceof api.Later ? fault.message : isOffline ? PAGE.offline : PAGE.unreachable, true);
      if (isOffline) status.append(" ", element("a", { href: "/framework" }, PAGE.offlineRead));
      await new Promise((done) => { setTimeout(done, wait); addEventListener("online", done, { once: true }); retry.addEventListener("click", done, { once: true }); });
      wait = Math.min(2 * wait, LONGEST_WAIT);
    }
  }
  tell("");
  void outbox.work();
  void listening.keep();
}

function tryNow() {
  outbox.hurry();
  listening.anew();
  field.focus();
}

/** @param {string} button @param {() => Promise<Blob>} get @param {string} name */
function downloads(button, get, name) {
  at(button).addEventListener("click", async () => {
    openMenu(false);
    menuButton.focus();
    try { save(await get(), name); } catch { tell(PAGE.noDownload); }
  });
}

fillWords();
wear();
transcript.pressedBy(say);
watchField(say, tell);
// In the widget's frame Escape closes the widget; the page around it learns nothing else.
watchMenu(() => { if (isEmbedded) window.parent.postMessage("lqf-coach:close", "*"); });
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-say]"))) {
  const words = /** @type {Record<string, any>} */ (PAGE);
  button.addEventListener("click", () => { openMenu(false); field.focus(); say(words[button.dataset.say ?? ""]); });
}
downloads("download", api.everything, "lqf-coach.json");
downloads("plan-pdf", () => api.file("/plan.pdf"), "my-development-plan.pdf");
downloads("plan-ics", () => api.file("/plan.ics"), "my-development-plan.ics");
downloads("transcript-text", async () => new Blob([transcript.asText(await api.conversation())], { type: "text/plain;charset=utf-8" }), "my-conversation.txt");
at("pack").addEventListener("click", () => { openMenu(false); void choosePaper(menuButton); });
menuButton.addEventListener("click", () => void api.hasTelegram().then((there) => { at("link-item").hidden = !there; }).catch(() => {}));
at("link").addEventListener("click", async () => {
  openMenu(false);
  menuButton.focus();
  try { tell(PAGE.linkCode(await api.linkCode())); } catch (fault) { tell(fault instanceof api.Refused ? fault.message : PAGE.didNotWork); }
});
at("clear").addEventListener("click", () => { openMenu(false); transcript.clear(); tell(PAGE.cleared); field.focus(); });
at("earlier").addEventListener("click", () => { transcript.unclear(); field.focus(); void restore().catch(() => tell(PAGE.unreachable)); });
retry.addEventListener("click", tryNow);
addEventListener("online", () => outbox.hurry());
// Begun anew on another page of this browser.
addEventListener("storage", (event) => { if (event.key === api.KEY && event.newValue) void restore().then(() => listening.anew()).catch(() => {}); });
if (isEmbedded) {
  addEventListener("message", (event) => {
    if (event.source !== window.parent || event.data !== "lqf-coach:focus") return;
    rest();
  });
  window.parent.postMessage("lqf-coach:ready", "*");
}
if (location.pathname === "/app") void navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
void start();
