/** The conversation on the page: each message once, new ones announced once, what was there before never. */
import { show } from "./cards.js";
import { at, element } from "./elements.js";
import { remember, remembered } from "./storage.js";
import { PAGE } from "./strings.js";

const CLEARED = "lqf-coach-cleared";
const ANNOUNCED = 6;
const NEAR_THE_END = 160;

/** Ids of messages, and of requests that they answer, that are on the page. @type {Set<string>} */
const known = new Set();
const [transcript, live, earlier] = ["transcript", "live", "earlier"].map(at);
/** The last message that is here without a gap before it. @type {string | null} */
let last = null;
/** @type {(text: string, title?: string) => void} */
let say = () => {};

/** @param {(text: string, title?: string) => void} how what a pressed button does */
export const pressedBy = (how) => { say = how; };
export const latest = () => last;
/** @param {string} id a request's that is shown already */
export const expect = (id) => known.add(id);

const toTheEnd = () => window.scrollTo({ top: document.body.scrollHeight });
const isNearTheEnd = () => window.innerHeight + window.scrollY > document.body.scrollHeight - NEAR_THE_END;

/** @param {any} message @param {boolean} announce */
export function add(message, announce) {
  const follows = !announce || message.from === "person" || isNearTheEnd();
  // A button is pressed once: what it said stays as the person's message.
  for (const choices of transcript.querySelectorAll(".choices")) if (message.buttons?.length || message.from === "person") choices.remove();
  const item = show(message, say);
  // What is not sent yet stays at the end, so that each answer stands under what it answers.
  transcript.insertBefore(item, message.isWaiting ? null : transcript.querySelector(".waiting"));
  item.classList.toggle("waiting", Boolean(message.isWaiting));
  if (announce && message.from !== "person") {
    const titles = (message.buttons ?? []).map((/** @type {any} */ b) => b.title).join(", ");
    live.append(element("p", {}, message.text + (titles ? PAGE.choicesSaid(titles) : "")));
    while (live.children.length > ANNOUNCED) live.firstChild.remove();
  }
  // Of a signpost the first words come first: on a phone its end would show a list and hide "ring 999".
  if (message.card?.kind === "signpost" && announce) item.scrollIntoView({ block: "start" }); else if (follows) toTheEnd();
  return item;
}

/** Take a message, from an answer or from the stream, whichever brings it first. @param {any} message @param {boolean} inOrder the stream's: nothing is missing before it */
export function hear(message, inOrder) {
  const isNew = !known.has(message.id) && !(message.request && message.from === "person" && known.has(message.request));
  known.add(message.id);
  if (inOrder) last = message.id;
  if (isNew) add(message, true);
}

function empty() {
  transcript.replaceChildren();
  known.clear();
  last = null;
}

/** @param {any[]} messages all that was said, as the server has it */
export function restore(messages) {
  empty();
  const hidden = messages.findIndex((message) => message.id === remembered(CLEARED));
  earlier.hidden = hidden < 0;
  messages.forEach((message, place) => {
    known.add(message.id);
    if (message.request && message.from === "person") known.add(message.request);
    last = message.id;
    if (place > hidden) add(message, false);
  });
}

/** Hide what was said so far, the pending question apart; nothing is deleted. */
export function clear() {
  const items = [...transcript.children];
  const question = items.findLastIndex?.((item) => item.querySelector(".choices")) ?? items.length - 1;
  items.forEach((item, place) => { if (place !== question) item.remove(); });
  remember(CLEARED, last);
  earlier.hidden = false;
}

export const unclear = () => remember(CLEARED, null);

/** What was said, as text to keep. @param {any[]} messages */
export const asText = (messages) =>
  messages.map((message) => `${message.at.slice(0, 16).replace("T", " ")}  ${message.from === "person" ? PAGE.you : PAGE.coach}${message.text}`).join("\n\n") + "\n";
