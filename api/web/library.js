// The documents: a list that can be filtered, the way in for new ones, and the way out.

import { listDocuments } from "./api.js";
import { byId, count, el } from "./dom.js";
import { fill, inert } from "./inert.js";
import { removing } from "./removal.js";
import { ROOT } from "./root.js";
import { setUpUploads } from "./uploads.js";

const MOST_LISTED = 20_000;
const SHOWN_AT_ONCE = 200;
let listed = [];
let complete = true;
let removable = false; // by this server

export function setUpLibrary() {
  byId("filter").addEventListener("input", showMatches);
  setUpUploads(showLibrary);
}

/** Reads the list again and shows what matches the filter. */
export async function showLibrary() {
  const found = [];
  const leftOut = [];
  let cursor = null;
  try {
    do {
      const page = await listDocuments({ cursor });
      found.push(...page.documents);
      cursor = page.next;
      removable = page.removable;
      leftOut.push(...page.left_out);
    } while (cursor && found.length < MOST_LISTED);
  } catch (error) {
    byId("filter-count").textContent = error.message;
    return;
  }
  listed = found;
  complete = cursor === null;
  showLeftOut(leftOut);
  showMatches();
}

function showLeftOut(files) {
  byId("left-out").hidden = files.length === 0;
  byId("left-out-count").textContent = `${count(files.length, "file")} could not be indexed`;
  byId("left-out-files").replaceChildren(...files.map(({ message }) => fill(el("li"), ...inert(message))));
}

function showMatches() {
  const words = byId("filter").value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const matches = listed.filter(({ title, source }) => {
    const text = `${title}\n${source}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
  byId("filter-count").textContent = tally(matches.length);
  byId("documents").replaceChildren(...matches.slice(0, SHOWN_AT_ONCE).map(entry));
}

function tally(matching) {
  const all = complete ? count(listed.length, "document") : `the first ${listed.length.toLocaleString("en")} documents`;
  const some = matching === listed.length ? all : `${matching.toLocaleString("en")} of ${all}`;
  return matching > SHOWN_AT_ONCE ? `${some}; the first ${SHOWN_AT_ONCE} are shown` : some;
}

function entry(document_, at) {
  const { document_id: id, title, source } = document_;
  const open = fill(el("a", { href: `${ROOT}/documents/${encodeURIComponent(id)}`, "data-view": true, class: "title" }), ...inert(title));
  return el(
    "li",
    {},
    open,
    source === title ? null : fill(el("div", { class: "source" }), ...inert(source)),
    el(
      "p",
      { class: "ways" },
      el("a", { href: `${ROOT}/?${new URLSearchParams({ source })}`, "data-view": true, "aria-label": `Ask only ${title}` }, "Ask only this"),
      removable && removing(document_, () => showWithout(at)),
    ),
  );
}

/** Shows the list when the entry at a place was removed; the one that moved up to it takes the focus. */
async function showWithout(at) {
  await showLibrary();
  const entries = byId("documents").children;
  (entries[Math.min(at, entries.length - 1)]?.querySelector(".title") ?? byId("filter")).focus();
}
