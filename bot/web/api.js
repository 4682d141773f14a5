/** The web API, with the token kept in this browser. Every message has an id: sent again it happens once. */
import { remember, remembered } from "./storage.js";

const KEY = "lqf-coach-token";

/** The server answered that this browser is not let in (any more). */
export class NotLetIn extends Error {}
/** The server refused a request; the message is for people. */
export class Refused extends Error {}

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
  const answer = await fetch(`/api${path}`, { ...options, headers });
  if (answer.ok) return answer;
  if (answer.status === 401) throw new NotLetIn();
  const body = await answer.json().catch(() => null);
  if (answer.status >= 500 || answer.status === 429) throw new TypeError(body?.error?.message ?? "no answer");
  throw new Refused(body?.error?.message ?? "That could not be sent.");
}

/** A new person: the welcome. */
export async function begin() {
  forget();
  const body = await (await call("/sessions", { method: "POST" })).json();
  remember(KEY, body.token);
  return body.messages;
}

/** @param {string} id @param {string} text */
export const send = async (id, text) => (await (await call("/messages", { method: "POST", body: JSON.stringify({ id, text }) })).json()).messages;

/** The conversation so far. */
export const conversation = async () => (await (await call("/messages")).json()).messages;

export const erase = () => call("/me", { method: "DELETE" });

/** What a call answers, read as JSON; with a body it is sent. @param {string} path @param {any} [body] @returns {Promise<any>} */
export const json = async (path, body) => (await call(path, body ? { method: "POST", body: JSON.stringify(body) } : {})).json();

/** What a call answers, as a file. @param {string} path @param {any} [body] */
export const file = async (path, body) => (await call(path, body ? { method: "POST", body: JSON.stringify(body) } : {})).blob();

/** Everything that is held, as a file. */
export const everything = async () => (await call("/export")).blob();

/**
 * What is said from now on (on other pages too), until the connection ends. EventSource cannot carry a token, so the stream is read by hand.
 * @param {(message: any) => void} tell
 * @param {string | null} after the id of the last message that is known
 * @param {AbortSignal} signal
 */
export async function listen(tell, after, signal) {
  const headers = { Authorization: `Bearer ${token()}`, ...(after ? { "Last-Event-ID": after } : {}) };
  const answer = await fetch("/api/events", { headers, signal });
  if (!answer.ok || !answer.body) throw new TypeError("no stream");
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = event.split("\n").find((line) => line.startsWith("data: "));
      if (data) tell(JSON.parse(data.slice(6)));
    }
  }
}
