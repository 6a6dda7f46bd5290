// The documents: a list that can be filtered and sorted, the way in for new ones, and the way out.

import { listDocuments } from "./api.js";
import { byId, count, el } from "./dom.js";
import { fill, inert } from "./inert.js";
import { removing } from "./removal.js";
import { ROOT } from "./root.js";
import { setUpUploads } from "./uploads.js";

const AT_ONCE = 100;
const PAUSE_MS = 200;
let asked = 0; // a newer list makes an older one stop
let cursor = null; // of the next page
let total = 0; // of the whole list, unfiltered

export function setUpLibrary() {
  let pause = null;
  const later = () => {
    clearTimeout(pause);
    pause = setTimeout(showLibrary, PAUSE_MS);
  };
  for (const name of ["filter", "filter-source"]) byId(name).addEventListener("input", later);
  byId("sort").addEventListener("change", () => showLibrary());
  byId("more-documents").addEventListener("click", showMore);
  byId("filter-form").addEventListener("submit", (event) => event.preventDefault());
  setUpUploads(() => showLibrary());
}

/** Reads the list again and shows its first page, or as many entries as are there. */
export async function showLibrary({ atLeast = AT_ONCE } = {}) {
  const mine = ++asked;
  const filter = { q: byId("filter").value.trim(), source: byId("filter-source").value.trim() };
  const filtered = Boolean(filter.q || filter.source);
  try {
    const [page, whole] = await Promise.all([
      listDocuments({ ...filter, sort: byId("sort").value, files: true, limit: Math.min(1000, atLeast) }),
      filtered ? listDocuments({ files: true, limit: 1 }) : null,
    ]);
    if (mine !== asked) return;
    total = (whole ?? page).total;
    byId("documents").replaceChildren();
    show(page);
    byId("filter-count").textContent = filtered ? `${page.total.toLocaleString("en")} of ${count(total, "document")}` : count(total, "document");
    if (!filtered) showLeftOut(page.left_out);
  } catch (error) {
    if (mine === asked) byId("filter-count").textContent = error.message;
  }
}

async function showMore() {
  const mine = asked;
  const before = byId("documents").children.length;
  const page = await next(byId("documents"), { q: byId("filter").value.trim(), source: byId("filter-source").value.trim(), sort: byId("sort").value, files: true });
  if (page && mine === asked) show(page);
  byId("documents").children[before]?.querySelector(".title")?.focus();
}

/** The page behind the last one; null if it could not be read, which is told below the list. */
async function next(list, filter) {
  try {
    return await listDocuments({ ...filter, cursor, limit: AT_ONCE });
  } catch (error) {
    list.append(el("li", { class: "problem", role: "alert" }, error.message));
    return null;
  }
}

function show({ documents, next: behind, removable }) {
  cursor = behind;
  byId("documents").append(...documents.map((one) => entry(one, removable)));
  byId("more-documents").hidden = behind === null;
}

function showLeftOut(files) {
  byId("left-out").hidden = files.length === 0;
  byId("left-out-count").textContent = `${count(files.length, "file")} could not be indexed`;
  byId("left-out-files").replaceChildren(...files.map(({ message }) => fill(el("li"), ...inert(message))));
}

/** A document, or a file of several, which shows them when it is opened. */
function entry(document_, removable) {
  return document_.kind === null ? single(document_, removable) : file(document_, removable);
}

function single(document_, removable) {
  const { document_id: id, title, source, published } = document_;
  const open = fill(el("a", { href: `${ROOT}/documents/${encodeURIComponent(id)}`, "data-view": true, class: "title" }), ...inert(title));
  const line = el(
    "li",
    {},
    open,
    source === title ? null : fill(el("div", { class: "source" }), ...inert(source)),
    el("p", { class: "ways" }, published && el("span", { class: "hint" }, published), askOnly(source, title), removable && removing(document_, () => showWithout(line))),
  );
  return line;
}

function file(document_, removable) {
  const { title, source, count: number, kind, published } = document_;
  const all = kind === "parts" ? `${literal(source)}*` : `${literal(source)}#*`; // a message stands beside its parts
  const size = number === 1 ? `1 ${kind.replace(/s$/, "")}` : `${number.toLocaleString("en")} ${kind}`;
  const parts = el("ul", { class: "documents" });
  const more = el("button", { type: "button", class: "quiet more", hidden: true }, "More");
  const details = el(
    "details",
    {},
    el("summary", {}, fill(el("bdi", { class: "title" }), ...inert(title)), el("span", { class: "hint" }, size)),
    parts,
    more,
  );
  let behind = null;
  const read = async () => {
    try {
      const page = await listDocuments({ source: all, limit: AT_ONCE, cursor: behind });
      behind = page.next;
      parts.append(...page.documents.map((one) => single(one, removable)));
      more.hidden = behind === null;
    } catch (error) {
      parts.append(el("li", { class: "problem", role: "alert" }, error.message));
    }
  };
  details.addEventListener("toggle", () => {
    if (details.open && !parts.children.length) read();
  });
  more.addEventListener("click", read);
  return el(
    "li",
    { class: "file" },
    details,
    source === title ? null : fill(el("div", { class: "source" }), ...inert(source)),
    el("p", { class: "ways" }, published && el("span", { class: "hint" }, published), askOnly(all, title)),
  );
}

const askOnly = (source, title) =>
  el("a", { href: `${ROOT}/?${new URLSearchParams({ source })}`, "data-view": true, "aria-label": `Ask only ${title}` }, "Ask only this");

/** A source in which no character is a pattern's. */
const literal = (source) => source.replace(/[*?[]/g, "[$&]");

/** Shows the list when an entry was removed; the one that moves up to its place takes the focus. */
async function showWithout(line) {
  const list = line.parentElement;
  const at = [...list.children].indexOf(line);
  if (list.id !== "documents") {
    line.remove();
    (list.children[Math.min(at, list.children.length - 1)]?.querySelector(".title") ?? byId("filter")).focus();
    return;
  }
  await showLibrary({ atLeast: Math.max(AT_ONCE, list.children.length) });
  const entries = byId("documents").children;
  (entries[Math.min(at, entries.length - 1)]?.querySelector("a.title, summary") ?? byId("filter")).focus();
}
