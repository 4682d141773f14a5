/** What the page remembers, where the browser lets it; in a frame on another site it may not, and then only while the page is open. */

/** @type {Map<string, string>} */
const memory = new Map();

/** @param {string} name @returns {string | null} */
export function remembered(name) {
  try { return localStorage.getItem(name); } catch { return memory.get(name) ?? null; }
}

/** @param {string} name @param {string | null} value nothing forgets it */
export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(name); else localStorage.setItem(name, value);
  } catch {
    if (value === null) memory.delete(name); else memory.set(name, value);
  }
}
