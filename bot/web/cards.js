/** Messages and their cards as elements. */
import { datePicker } from "./dates.js";
import { element, linked, list } from "./elements.js";
import { dots, profile } from "./profile.js";
import { PAGE } from "./strings.js";

/** @param {any} activity */
const activity = (activity) => [
  element("strong", {}, activity.title),
  element("span", { className: "quiet" }, PAGE.minutes(activity.minutes)),
  element("br"),
  activity.what,
  element("details", {}, element("summary", {}, PAGE.how), element("ol", {}, ...activity.steps.map((/** @type {string} */ step) => element("li", {}, step))), element("p", { className: "quiet" }, activity.why)),
];

/** @param {any} item */
const planned = (item) => [
  element("strong", {}, item.step),
  element("span", { className: "quiet" }, item.status === "done" ? PAGE.done : item.due_in_words ? ` (${item.due_in_words})` : ""),
  ...(item.behaviour_text ? [element("br"), element("span", { className: "quiet" }, PAGE.toGrow(item.behaviour_text))] : []),
];

/** @param {string} iso */
const day = (iso) => new Date(`${iso}T12:00`).toLocaleDateString(PAGE.lang, { day: "numeric", month: "long", year: "numeric" });

/** @param {string} web */
const site = (web) => element("a", { href: web, target: "_blank", rel: "noopener" }, PAGE.site(new URL(web).hostname.replace(/^www\./, "")));

/** @param {any} contact */
const contact = (contact) => [
  element("strong", {}, contact.name),
  ": ",
  ...(contact.phone ? [element("a", { href: `tel:${contact.phone.replace(/\s/g, "")}` }, contact.phone), ". "] : []),
  ...(contact.text ? [contact.text, ". "] : []),
  ...(contact.web?.startsWith("https://") ? [site(contact.web), ". "] : []),
  ...(contact.how ? [contact.how, " "] : []),
  contact.for_what,
  ...(contact.hours ? [element("span", { className: "quiet" }, ` ${contact.hours}.`)] : []),
  ...(contact.checked ? [element("br"), element("span", { className: "quiet" }, PAGE.contactAbout(PAGE.nations[contact.nation], day(contact.checked), contact.source))] : []),
];

/** @type {Record<string, (card: any) => Node[]>} */
const CARDS = {
  behaviours: (card) => [list(card.items, (item) => [item.text])],
  activities: (card) => [list(card.items, activity)],
  plan: (card) => [list(card.items, planned)],
  rating: (card) => [element("p", { className: "about" }, PAGE.rated(card.element_name, card.step, card.of))],
  profile,
  signpost: (card) => [list(card.contacts, contact)],
};

/** Where in the round a question stands and, for who wants to know, which part of the framework it is about. @param {any} card */
const about = (card) => [
  element("p", { className: "about" }, PAGE.step(card.step, card.of)),
  ...(card.element_name
    ? [element("details", { className: "about" }, element("summary", {}, PAGE.about), `${card.element_name}: ${card.element_plain}. `,
        element("a", { href: `/framework/${card.element.replace(".", "/")}`, target: "_blank", rel: "noopener" }, PAGE.more))]
    : []),
];

/** What good looks like, only for who asks: the thinking comes first. @param {any} card */
const good = (card) => {
  if (!card.behaviour_text) return [];
  const inSight = (/** @type {Event} */ event) => /** @type {Element} */ (event.target).scrollIntoView({ block: "nearest" });
  return [element("details", { className: "about", ontoggle: inSight }, element("summary", {}, PAGE.good), PAGE.goodIntro, element("p", {}, card.behaviour_text))];
};

/** The points of a scale have dots beside their words; its card names them as plain values or with labels, in the order of the buttons. @param {any} message @param {number} place */
const scalePoint = (message, place) => {
  const scale = message.card?.kind === "rating" ? message.card.scale : [];
  return place < scale.length ? [dots(place, scale.length - 1)] : [];
};

/**
 * One message.
 * @param {any} message
 * @param {(text: string, title?: string) => void} say
 * @returns {HTMLLIElement}
 */
export function show(message, say) {
  const mine = message.from === "person";
  const kind = message.card?.kind;
  const bubble = element("div", { className: "bubble", dir: "auto" }, element("span", { className: "unseen" }, mine ? PAGE.you : PAGE.coach));
  if (kind === "question") bubble.append(...about(message.card));
  bubble.append(element("p", {}, ...linked(message.text)), ...(CARDS[kind]?.(message.card) ?? []));
  if (kind === "question") bubble.append(...good(message.card));
  const item = /** @type {HTMLLIElement} */ (element("li", { className: `message ${mine ? "person" : "coach"} ${kind ?? ""}` }, bubble));
  if (message.buttons?.length) {
    const buttons = message.buttons.map((/** @type {any} */ b, /** @type {number} */ place) =>
      element("li", {}, element("button", { type: "button", onclick: () => say(b.payload, b.title) }, ...scalePoint(message, place), b.title)));
    item.append(element("ul", { className: "choices", "aria-label": PAGE.choices }, ...buttons));
  }
  if (kind === "date" && message.buttons?.length) item.append(datePicker((day) => say(day)));
  return item;
}
