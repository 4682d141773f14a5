/** What the page remembers, where the browser lets it; in a frame on another site it may not, and then only while the page is open. */

/** @type {Map<string, string>} */
const memory = new Map();

/** @param {() => Storage} where @param {string} name @returns {string | null} */
function read(where, name) {
  try { return where().getItem(name); } catch { return memory.get(name) ?? null; }
}

/** @param {() => Storage} where @param {string} name @param {string | null} value */
function write(where, name, value) {
  try {
    if (value === null) where().removeItem(name); else where().setItem(name, value);
  } catch {
    if (value === null) memory.delete(name); else memory.set(name, value);
  }
}

const browser = () => localStorage;
const tab = () => sessionStorage;

/** @param {string} name */
export const remembered = (name) => read(browser, name);
/** @param {string} name @param {string | null} value nothing forgets it */
export const remember = (name, value) => write(browser, name, value);
/** As `remembered`, of this tab only. @param {string} name */
export const rememberedHere = (name) => read(tab, name);
/** As `remember`, in this tab only: gone when it is closed. @param {string} name @param {string | null} value */
export const rememberHere = (name, value) => write(tab, name, value);
