/**
 * The installed app offline: its own page, and the whole framework. Always the network first, so that nobody reads an old page while online.
 * The conversation is never put here: what somebody wrote stays off shared phones. It comes back from the server.
 */
const CACHE = "lqf-coach-1";
const FETCHED = "/service-worker/fetched";
const A_DAY = 24 * 60 * 60 * 1000;
const worker = /** @type {any} */ (self);

/** @param {string} text @param {RegExp} pattern */
const found = (text, pattern) => [...new Set([...text.matchAll(pattern)].map((match) => match[1]))];

async function fetchAll() {
  const cache = await caches.open(CACHE);
  /** @param {string} path */
  const keep = async (path) => {
    const answer = await fetch(path, { cache: "no-cache" });
    if (!answer.ok) throw new TypeError(path);
    await cache.put(path, answer.clone());
    return answer.text();
  };
  // Both pages name what they need; so there is no list to forget.
  const [app, framework] = await Promise.all([keep("/app"), keep("/framework")]);
  const files = found(app, /(?:href|src)="(\/web\/[^"]+)"/g);
  const pages = found(framework, /href="(\/(?:framework\/|web\/)[^"#]+)"/g);
  await Promise.all([...new Set([...files, ...pages])].map(keep));
  await cache.put(FETCHED, new Response(String(Date.now())));
}

async function refreshDaily() {
  const fetched = await (await caches.open(CACHE)).match(FETCHED);
  if (!fetched || Date.now() - Number(await fetched.text()) > A_DAY) await fetchAll().catch(() => {});
}

/** The full page is the app's page: one copy is enough. @param {Request} request */
const isHome = (request) => new URL(request.url).pathname === "/";

/** @param {Request} request */
async function answer(request) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request);
    if (fresh.ok && !isHome(request)) await cache.put(request, fresh.clone());
    return fresh;
  } catch (fault) {
    const kept = await cache.match(isHome(request) ? "/app" : request, { ignoreSearch: true });
    if (kept) return kept;
    throw fault;
  }
}

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(fetchAll().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (/** @type {any} */ event) =>
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))).then(() => worker.clients.claim())));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const url = new URL(event.request.url);
  const isOurs = url.origin === location.origin && (url.pathname === "/" || url.pathname === "/app" || url.pathname.startsWith("/web/") || /^\/framework(\/|$)/.test(url.pathname));
  if (event.request.method !== "GET" || !isOurs) return;
  event.respondWith(answer(event.request));
  if (url.pathname === "/app") event.waitUntil(refreshDaily());
});
