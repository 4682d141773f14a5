/** The web API, with the token kept in this browser. Every message has an id: sent again it happens once. */
import { remember, remembered } from "./storage.js";
import { PAGE } from "./strings.js";

export const KEY = "lqf-coach-token";
const LONGEST_ANSWER = 30000;
// The server says that it is still there every 20 seconds: silence for longer is a dead line (a phone that slept, a proxy that gave up).
const LONGEST_SILENCE = 45000;

/** The server answered that this browser is not let in (any more). */
export class NotLetIn extends Error {}
/** The server refused a request; the message is for people. */
export class Refused extends Error {}
/** The server asks to wait and send it again; the message is for people. */
export class Later extends Error {
  /** @param {string} message @param {number} seconds */
  constructor(message, seconds) { super(message); this.seconds = seconds; }
}

/** @returns {string | null} */
export const token = () => remembered(KEY);
export const forget = () => remember(KEY, null);

/**
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
async function call(path, options = {}) {
  const headers = { "Content-Type": "application/json", ...(token() ? { Authorization: `Bearer ${token()}` } : {}) };
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), LONGEST_ANSWER);
  try {
    const answer = await fetch(`/api${path}`, { signal: patience.signal, ...options, headers });
    if (answer.ok) return answer;
    if (answer.status === 401) throw new NotLetIn();
    const body = await answer.json().catch(() => null);
    const said = body?.error?.message;
    // It would fail again, and what was written after it has to have its turn.
    if (said && body.error.code === "went_wrong") throw new Refused(said);
    if (said && (answer.status === 429 || answer.status === 503)) throw new Later(said, Number(answer.headers.get("Retry-After")));
    if (answer.status >= 500 || answer.status === 429) throw new TypeError("no answer");
    throw new Refused(said ?? PAGE.refused);
  } finally { clearTimeout(timer); }
}

/** A new person: the welcome. */
export async function begin() {
  const body = await (await call("/sessions", { method: "POST" })).json();
  remember(KEY, body.token);
  return body.messages;
}

/** @param {string} id @param {string} text */
export const send = async (id, text) => (await (await call("/messages", { method: "POST", body: JSON.stringify({ id, text }) })).json()).messages;

/** The conversation so far. */
export const conversation = async () => (await (await call("/messages")).json()).messages;

/** Whether there is a Telegram bot here. @returns {Promise<boolean>} */
export const hasTelegram = async () => (await (await call("/link")).json()).telegram;

/** A code that links a Telegram chat to this conversation. @returns {Promise<string>} */
export const linkCode = async () => (await (await call("/link", { method: "POST" })).json()).code;

/** What a call answers, read as JSON; with a body it is sent. @param {string} path @param {any} [body] @returns {Promise<any>} */
export const json = async (path, body) => (await call(path, body ? { method: "POST", body: JSON.stringify(body) } : {})).json();

/** What a call answers, as a file. @param {string} path @param {any} [body] */
export const file = async (path, body) => (await call(path, body ? { method: "POST", body: JSON.stringify(body) } : {})).blob();

/** Everything that is held, as a file. */
export const everything = () => file("/export");

/**
 * What is said from now on (on other pages too), until the connection ends. EventSource cannot carry a token, so the stream is read by hand.
 * @param {(message: any) => void} tell
 * @param {() => void} opened
 * @param {string | null} after the id of the last message that is known
 * @param {AbortController} stop
 */
export async function listen(tell, opened, after, stop) {
  const headers = { Authorization: `Bearer ${token()}`, ...(after ? { "Last-Event-ID": after } : {}) };
  let timer = setTimeout(() => stop.abort(), LONGEST_SILENCE);
  try {
    const answer = await fetch("/api/events", { headers, signal: stop.signal, cache: "no-store" });
    if (answer.status === 429) throw new Later((await answer.json()).error.message, 0);
    if (!answer.ok || !answer.body) throw new TypeError("no stream");
    opened();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(), LONGEST_SILENCE);
      const events = (rest + value).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) {
        const data = event.split("\n").find((line) => line.startsWith("data: "));
        if (data) tell(JSON.parse(data.slice(6)));
      }
    }
  } finally { clearTimeout(timer); }
}
