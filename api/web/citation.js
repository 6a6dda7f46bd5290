// One citation: the quote in its evidence, where it stands, and its copy.

import { byId, el, say } from "./dom.js";
import { fill, inert } from "./inert.js";
import { ROOT } from "./root.js";
import { slice, points } from "./text.js";

const LONGEST_PASSAGE = 420;
const BEFORE_BEST = 120;

/** The address of the page that shows a citation in its document; a `passage` is shown as one, not as a quote. */
export function linkTo({ document_id: id, start, end, text_sha256: sha256 }, { passage = false } = {}) {
  return `${ROOT}/documents/${encodeURIComponent(id)}?${new URLSearchParams({ start, end, sha256, ...(passage ? { passage: 1 } : {}) })}`;
}

/** A citation as an article: its evidence with the span marked, then source and ways on. */
export function citationArticle(citation) {
  return el(
    "article",
    { class: "citation", tabindex: "-1", "aria-label": `Quote from ${citation.source}` },
    evidence(citation),
    place(citation, characters(citation)),
    ways(citation),
  );
}

/** A passage that is not an answer: nothing in it is marked, its best sentence is emphasised. */
export function passageArticle(citation) {
  return el(
    "article",
    { class: "citation passage", tabindex: "-1", "aria-label": `Passage of ${citation.source}, not an answer` },
    fill(el("blockquote", { class: "evidence" }), ...emphasised(citation)),
    place(citation, null),
    el("p", { class: "ways" }, opening(citation, { passage: true })),
  );
}

/** A passage around its best sentence, cut where it is too long. */
function emphasised({ exact, start, evidence }) {
  const [from, to, length] = [Math.max(0, evidence.start - start), evidence.end - start, points(exact)];
  const first = from > BEFORE_BEST && length > LONGEST_PASSAGE ? from - BEFORE_BEST : 0;
  const last = Math.max(to, Math.min(length, first + LONGEST_PASSAGE));
  const before = slice(exact, first, from).replace(first ? /^\S*\s+/ : /^\s+/, "");
  const after = slice(exact, to, last).replace(last < length ? /\s+\S*$/ : /\s+$/, "");
  const best = slice(exact, from, to);
  return [
    ...inert(unspaced(`${first ? "… " : ""}${before}`)),
    to - from < length ? el("strong", { class: "best" }, inert(unspaced(best))) : inert(unspaced(best)),
    ...inert(unspaced(`${after}${last < length ? " …" : ""}`)),
  ].flat();
}

const unspaced = (text) => text.replace(/\n\s*\n/g, "\n");

function evidence({ evidence: { start, exact, end }, start: from, end: to, row }) {
  const key = row && !(start <= row.start && row.start < end) ? inert(`${row.exact} · `) : [];
  const mark = el("mark", {}, inert(slice(exact, from - start, to - start)));
  const before = inert(slice(exact, 0, from - start));
  const after = inert(slice(exact, to - start, points(exact)));
  return fill(el("blockquote", { class: "evidence" }), ...key, ...before, mark, ...after);
}

/** "characters 1,204–1,211". */
export function characters({ start, end }) {
  return `characters ${start.toLocaleString("en")}–${end.toLocaleString("en")}`;
}

/** "recognised (OCR, 0.97)" of a quote that was read in a picture, without the figure of a page; nothing of others. */
export function recognition({ ocr }) {
  if (ocr === true) return "recognised (OCR)";
  return typeof ocr === "number" ? `recognised (OCR, ${ocr.toFixed(2)})` : null;
}

function place(citation, extent) {
  const details = [citation.page && `page ${citation.page}`, recognition(citation), citation.published, extent];
  const section = citation.section[0] === citation.title ? citation.section.slice(1) : citation.section;
  return el(
    "div",
    { class: "place" },
    fill(el("cite", {}), ...inert(citation.title)),
    section.length > 0 && fill(el("div", { class: "section" }), ...inert(section.join(" › "))),
    el(
      "div",
      { class: "where" },
      citation.source !== citation.title && fill(el("bdi", { class: "source" }), ...inert(citation.source)),
      el("span", {}, details.filter(Boolean).join(" · ")),
    ),
  );
}

function opening(citation, options) {
  return el("a", { href: linkTo(citation, options), "data-view": true, class: "open" }, "Open in the document");
}

/** A button that copies a citation. */
export function copying(citation) {
  const copy = el("button", { type: "button", class: "quiet copy" }, "Copy citation");
  copy.addEventListener("click", () => copyCitation(citation, copy));
  return copy;
}

function ways(citation) {
  return el(
    "p",
    { class: "ways" },
    opening(citation),
    copying(citation),
    /^https?:/i.test(citation.link ?? "") &&
      el("a", { href: citation.link, target: "_blank", rel: "noopener noreferrer" }, "Web page"),
  );
}

/** A citation as plain text: the quote, and all that is needed to find it again. */
export function citationText(citation) {
  const place = [
    citation.title,
    citation.source === citation.title ? null : citation.source,
    citation.section.join(" › "),
    citation.page === null ? null : `page ${citation.page}`,
    recognition(citation),
    citation.published,
    `characters ${citation.start}–${citation.end}`,
  ];
  return `“${citation.exact}”\n${place.filter(Boolean).join(", ")}\n${new URL(linkTo(citation), location.href)}`;
}

async function copyCitation(citation, button) {
  const text = citationText(citation);
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    byId("copying-text").value = text;
    byId("copying").showModal();
    byId("copying-text").select();
    return;
  }
  button.textContent = "Copied";
  say("Citation copied");
  setTimeout(() => (button.textContent = "Copy citation"), 2000);
}
