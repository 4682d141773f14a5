/** Messages and their cards as elements. Text only ever goes in as text. */

/**
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string)} children
 */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** @param {any[]} items @param {(item: any) => (Node | string)[]} show */
const list = (items, show) => element("ul", { className: "card" }, ...items.map((item) => element("li", {}, ...show(item))));

/** @param {any} activity */
const activity = (activity) => [
  element("strong", {}, activity.title),
  element("span", { className: "quiet" }, ` (about ${activity.minutes} minutes)`),
  element("br"),
  activity.what,
  element("details", {}, element("summary", {}, "How"), element("ol", {}, ...activity.steps.map((/** @type {string} */ step) => element("li", {}, step))), element("p", { className: "quiet" }, activity.why)),
];

/** @param {any} item */
const planned = (item) => [
  element("strong", {}, item.step),
  element("span", { className: "quiet" }, item.status === "done" ? " (done)" : item.due_in_words ? ` (${item.due_in_words})` : ""),
  ...(item.behaviour_text ? [element("br"), element("span", { className: "quiet" }, `To grow: ${item.behaviour_text}`)] : []),
];

/** @param {any} contact */
const contact = (contact) => [
  element("strong", {}, contact.name),
  ": ",
  ...(contact.phone ? [element("a", { href: `tel:${contact.phone.replace(/\s/g, "")}` }, contact.phone), ". "] : []),
  ...(contact.text ? [contact.text, ". "] : []),
  ...(contact.how ? [contact.how, " "] : []),
  contact.for_what,
  ...(contact.hours ? [element("span", { className: "quiet" }, ` ${contact.hours}`)] : []),
];

/** One element of the picture, in words. @param {any} part */
const standing = (part) => [
  element("strong", {}, `${part.name}: `),
  part.label,
  element("span", { className: "quiet" }, [part.confidence === "few" ? "few answers" : "", part.moved ?? ""].filter(Boolean).map((/** @type {string} */ said) => ` (${said})`).join("")),
];

/** The picture: a heading and a list for each area, then what stands out and what could grow. @param {any} card */
const profile = (card) => [
  ...card.dimensions.flatMap((/** @type {any} */ area) => [element("p", {}, element("strong", {}, area.name)), list(area.elements, standing)]),
  ...(card.strengths.length ? [element("p", {}, element("strong", {}, "Strengths")), list(card.strengths, (s) => [`${s.element_name}: ${s.text}`, ...(s.evidence ? [element("br"), `"${s.evidence}"`] : [])])] : []),
  ...(card.growth.length ? [element("p", {}, element("strong", {}, "Places to grow")), list(card.growth, (g) => [`${g.element_name}: ${g.text}`, element("br"), element("span", { className: "quiet" }, g.reason)])] : []),
];

/** @type {Record<string, (card: any) => Node[]>} */
const CARDS = {
  behaviours: (card) => [list(card.items, (item) => [item.text])],
  activities: (card) => [list(card.items, activity)],
  plan: (card) => [list(card.items, planned)],
  rating: (card) => [element("p", { className: "about" }, `${card.element_name}, ${card.step} of ${card.of}`)],
  profile,
  signpost: (card) => [list(card.contacts, contact)],
};

/** Where in the round a question stands and, for who wants to know, which part of the framework it is about. @param {any} card */
const about = (card) => [
  element("p", { className: "about" }, `Question ${card.step} of ${card.of}`),
  ...(card.element_name
    ? [element("details", { className: "about" }, element("summary", {}, "What this question is about"), `${card.element_name}: ${card.element_plain}. `,
        element("a", { href: `/framework/${card.element.replace(".", "/")}`, target: "_blank", rel: "noopener" }, "Read more (new page)"))]
    : []),
];

/** A text with its web addresses as links. @param {string} text */
const linked = (text) => text.split(/(https?:\/\/[^\s"]*[^\s".,;:!?)])/).map((part, index) => (index % 2 ? element("a", { href: part, target: "_blank", rel: "noopener" }, part) : part));

/**
 * One message.
 * @param {any} message
 * @param {(button: {title: string, payload: string}) => void} press
 * @returns {HTMLLIElement}
 */
export function show(message, press) {
  const mine = message.from === "person";
  const kind = message.card?.kind;
  const bubble = element("div", { className: "bubble" }, element("span", { className: "unseen" }, mine ? "You: " : "Coach: "));
  if (kind === "question") bubble.append(...about(message.card));
  bubble.append(element("p", {}, ...linked(message.text)), ...(CARDS[kind]?.(message.card) ?? []));
  const item = /** @type {HTMLLIElement} */ (element("li", { className: `message ${mine ? "person" : "coach"} ${kind ?? ""}` }, bubble));
  if (message.buttons?.length) {
    const buttons = message.buttons.map((/** @type {any} */ b) => element("li", {}, element("button", { type: "button", onclick: () => press(b) }, b.title)));
    item.append(element("ul", { className: "choices" }, ...buttons));
  }
  return item;
}
