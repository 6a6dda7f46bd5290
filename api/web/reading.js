// A document, opened at a span: what is cited comes first, then the text around it, read range by range.

import { describeDocument, Problem, readText } from "./api.js";
import { characters as extent, copying } from "./citation.js";
import { byId, el, say } from "./dom.js";
import { clearHighlight, highlight, rangeOf } from "./highlight.js";
import { fill, inert } from "./inert.js";
import { outline } from "./outline.js";
import { ROOT } from "./root.js";
import { Stretch } from "./stretch.js";

let opened = null; // what is being read; a newer one makes an older one stop
let nearEnds = null;

/** Shows the document with this id; the address says which span of which version. */
export async function openDocument(id, query) {
  closeDocument();
  const mine = (opened = {});
  const view = byId("reading");
  view.replaceChildren(el("h1", { id: "reading-title", tabindex: "-1" }, "Opening …"));
  try {
    const wanted = await look(id, spanOf(query));
    if (opened === mine) await show(view, wanted, () => opened === mine);
  } catch (error) {
    if (opened !== mine) return;
    const title = error.status === 404 ? "This document is gone" : "This document cannot be shown";
    const detail =
      error.status === 404 ? "It was removed from the index, or its address is wrong." : error.message;
    view.replaceChildren(
      el("h1", { id: "reading-title", tabindex: "-1" }, title),
      el("p", { class: "notice", role: "alert" }, detail),
      el("p", {}, el("a", { href: `${ROOT}/documents`, "data-view": true }, "All documents")),
    );
  }
  byId("reading-title").focus({ preventScroll: true });
}

export function closeDocument() {
  opened = null;
  nearEnds?.disconnect();
  clearHighlight();
}

/** The span that an address names, null where it names none, its version, and whether it is malformed or a passage. */
function spanOf(query) {
  const [start, end, sha256] = ["start", "end", "sha256"].map((name) => query.get(name));
  const whole = (text) => /^\d{1,15}$/.test(text ?? "");
  const named = start !== null || end !== null;
  const sound = whole(start) && whole(end) && Number(start) < Number(end);
  const known = sha256 === null || /^[0-9a-f]{64}$/.test(sha256);
  return {
    span: sound && known ? { start: Number(start), end: Number(end) } : null,
    sha256: known ? sha256 : null,
    malformed: (named && !sound) || !known,
    passage: query.has("passage"),
  };
}

/** What there is to show: the version that was asked for, or, if it is gone, today's with a word about that. */
async function look(id, { span, sha256, malformed, passage }) {
  const today = await describeDocument(id).catch((error) => {
    if (error.status === 404 && sha256) return null; // an old version may have been kept
    throw error;
  });
  const version = sha256 ?? today.text_sha256;
  const asked = { id, today, span, passage, version, notice: malformed ? "The link names no stretch of a text; the document is shown from its start." : null };
  try {
    const { characters, current, source } = await readText(id, { start: 0, end: 1, sha256: version });
    Object.assign(asked, { characters, current, source });
  } catch (error) {
    if (error.status !== 409) throw error;
    return {
      ...asked,
      span: null,
      version: today.text_sha256,
      characters: today.characters,
      current: true,
      source: today.source,
      notice:
        "This document has changed since it was cited, and the cited version was not kept. " +
        "You see the document as it is today; what was cited may stand elsewhere in it, or nowhere.",
    };
  }
  if (span && span.end > asked.characters) {
    asked.notice = `The link names characters ${span.start}–${span.end}, but the document has ${asked.characters}.`;
    asked.span = null;
  }
  return asked;
}

async function show(view, wanted, stillWanted) {
  const { id, today, span, passage, version, characters, current, source } = wanted;
  const landmarks = current ? landmarksOf(today) : [];
  const text = el("section", { class: "text", "aria-label": "Text of the document" });
  const stretch = new Stretch(text, { id, sha256: version, characters, landmarks });
  await stretch.showAround(span?.start ?? 0, span?.end ?? 0);
  if (!stillWanted()) return;
  const quote = span && stretch.parts(span.start, span.end).map(({ node, start, end }) => node.data.slice(start, end)).join("");
  const title = today?.title ?? source;
  const jump = async (start) => {
    await stretch.showAround(start, start);
    scrollToStart(stretch, start);
    watchEnds();
  };
  const head = el(
    "header",
    { class: "reading-head" },
    fill(el("h1", { id: "reading-title", tabindex: "-1" }), ...inert(title)),
    el("p", { class: "where" }, facts({ ...wanted, title })),
    wanted.notice && el("p", { class: "notice", role: "alert" }, wanted.notice),
    !current && oldVersion(id, today),
  );
  const box = passage ? passageBox : citedBox;
  const cited = span && box({ ...wanted, title, quote }, () => scrollToSpan(stretch, span));
  const earlier = el("button", { type: "button", class: "quiet more" }, "Earlier text");
  const later = el("button", { type: "button", class: "quiet more" }, "Later text");
  const body = el("div", { class: "reading-body" }, outline(landmarks, jump), el("div", { class: "column" }, earlier, text, later));
  view.replaceChildren(head, ...(cited ? [cited] : []), body);
  document.title = `${title} · citespan`;

  const refresh = () => {
    earlier.hidden = stretch.start <= 0;
    later.hidden = stretch.end >= characters;
    if (span) highlight(stretch.parts(span.start, span.end), { as: passage ? "passage" : "cited" });
  };
  const growing = new Set();
  const grow = async (button) => {
    if (growing.size || button.hidden || !stillWanted()) return;
    growing.add(button);
    try {
      await (button === earlier ? stretch.showEarlier() : stretch.showLater());
      refresh();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      head.append(el("p", { class: "notice", role: "alert" }, error.message));
      nearEnds.disconnect();
    } finally {
      growing.clear();
    }
    watchEnds();
  };
  const watchEnds = () => {
    nearEnds?.disconnect();
    if (!stillWanted()) return;
    refresh();
    nearEnds = new IntersectionObserver(
      (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => grow(entry.target)),
      { rootMargin: "800px" },
    );
    for (const button of [earlier, later]) nearEnds.observe(button);
  };
  for (const button of [earlier, later]) button.addEventListener("click", () => grow(button));

  refresh();
  if (span) scrollToSpan(stretch, span);
  else window.scrollTo(0, 0);
  if (span) say(passage ? `${title}, opened at a passage, which is no answer` : `${title}, opened at the quote: ${quote}`);
  else say(`${title}, opened`);
  watchEnds();
}

function facts({ title, source, today, characters, current }) {
  return [
    source !== title && fill(el("bdi", { class: "source" }), ...inert(source)),
    el(
      "span",
      {},
      [today?.published, current && today.pages.length ? `${today.pages.length} pages` : null, `${characters.toLocaleString("en")} characters`]
        .filter(Boolean)
        .join(" · "),
    ),
  ];
}

function oldVersion(id, today) {
  return el(
    "p",
    { class: "notice", role: "alert" },
    today
      ? "You see the version that was cited. The document has changed since. "
      : "You see the version that was cited. The document has been removed since. ",
    today && el("a", { href: `${ROOT}/documents/${encodeURIComponent(id)}`, "data-view": true }, "Read it as it is today"),
  );
}

function citedBox({ id, title, source, today, current, version, span, quote }, onShow) {
  const page = current ? today.pages.findLast(({ start }) => start <= span.start)?.number ?? null : null;
  const headings = current ? (today.sections.findLast((section) => section.start <= span.start && section.end > span.start)?.headings ?? []) : [];
  const citation = { document_id: id, text_sha256: version, title, source, section: headings, page, published: today?.published, exact: quote, ...span };
  return el(
    "aside",
    { class: "cited", "aria-label": "What is cited" },
    fill(el("p", { class: "quote" }), ...inert(quote)),
    el(
      "p",
      { class: "where" },
      fill(el("bdi", { class: "source" }), ...inert(title)),
      [page && `page ${page}`, extent(span)].filter(Boolean).join(" · "),
    ),
    el(
      "p",
      { class: "ways" },
      el("button", { type: "button", class: "quiet", onclick: onShow }, "Show"),
      copying(citation),
      el("a", { href: `${ROOT}/`, "data-view": true, "data-back": true }, "Back"),
    ),
  );
}

/** What stands above a document that is opened at a passage: it is no quote, and nothing to cite. */
function passageBox({ span }, onShow) {
  return el(
    "aside",
    { class: "near", "aria-label": "A passage, not an answer" },
    el("p", { class: "where" }, el("span", {}, "A passage near the question. It is not an answer."), el("span", {}, extent(span))),
    el(
      "p",
      { class: "ways" },
      el("button", { type: "button", class: "quiet", onclick: onShow }, "Show"),
      el("a", { href: "/", "data-view": true, "data-back": true }, "Back"),
    ),
  );
}

function landmarksOf({ sections, pages }) {
  return [
    ...sections.filter(({ headings }) => headings.length).map(({ headings, start }) => ({ kind: "section", start, label: headings.at(-1), depth: headings.length })),
    ...pages.map(({ number, start }) => ({ kind: "page", start, label: `Page ${number}` })),
  ].sort((one, other) => one.start - other.start);
}

function scrollToSpan(stretch, { start, end }) {
  if (!stretch.parts(start, end).length) return stretch.showAround(start, end).then(() => scrollToStart(stretch, start));
  return scrollToStart(stretch, start);
}

function scrollToStart(stretch, start) {
  const [part] = stretch.parts(start, start + 1);
  if (!part) return window.scrollTo(0, 0);
  const { top } = rangeOf(part).getBoundingClientRect();
  window.scrollTo({ top: window.scrollY + top - window.innerHeight * 0.35, behavior: "instant" });
  const line = part.node.parentElement.closest(".line");
  line.tabIndex = -1;
  return line;
}
