// A document, opened at a span: what is cited comes first, then the text around it, read range by range.

import { describeDocument, readText } from "./api.js";
import { citedBox, facts, oldVersion, originalLink, passageBox } from "./cited.js";
import { byId, el, say } from "./dom.js";
import { findForm } from "./find.js";
import { clearHighlight } from "./highlight.js";
import { fill, inert } from "./inert.js";
import { outline } from "./outline.js";
import { ROOT } from "./root.js";
import { Views } from "./views.js";

const LONGEST_QUOTE = 10_000;
let opened = null; // what is being read; a newer one makes an older one stop
let views = null;

/** Shows the document with this id; the address says which span of which version. */
export async function openDocument(id, query) {
  closeDocument();
  const mine = (opened = {});
  const view = byId("reading");
  view.replaceChildren(el("h1", { id: "reading-title", tabindex: "-1" }, "Opening …"));
  try {
    const wanted = await look(id, spanOf(query));
    if (opened === mine) await show(view, wanted, { viewName: query.get("view"), stillWanted: () => opened === mine });
  } catch (error) {
    if (opened !== mine) return;
    const title = error.status === 404 ? "There is no such document" : "This document cannot be shown";
    const detail =
      error.status === 404 ? "It was removed from the index, its address is wrong, or you may not see it." : error.message;
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
  views?.close();
  views = null;
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

async function show(view, wanted, { viewName, stillWanted }) {
  const { id, today, span, passage, version, current, source } = wanted;
  const landmarks = current ? landmarksOf(today) : [];
  const quote = span && (await readText(id, { start: span.start, end: Math.min(span.end, span.start + LONGEST_QUOTE), sha256: version })).text;
  const title = today?.title ?? source;
  const notices = el("div", { "aria-live": "polite" });
  const onProblem = (message) => {
    if ([...notices.children].every(({ textContent }) => textContent !== message)) notices.append(el("p", { class: "notice", role: "alert" }, message));
  };
  const mine = new Views({ ...wanted, landmarks, pages: current ? today.pages : [], names: current ? today.views : ["text"] }, { onProblem });
  await mine.open(viewName, span ? { ...span, as: passage ? "passage" : "cited" } : null);
  if (!stillWanted()) return mine.close();
  views = mine;
  const head = el(
    "header",
    { class: "reading-head" },
    fill(el("h1", { id: "reading-title", tabindex: "-1" }), ...inert(title)),
    el("p", { class: "where" }, facts({ ...wanted, title })),
    el("p", { class: "ways" }, mine.choice, current && originalLink(id, onProblem)),
    wanted.notice && el("p", { class: "notice", role: "alert" }, wanted.notice),
    !current && oldVersion(id, today),
    notices,
    findForm({ id, version }, mine),
  );
  const box = passage ? passageBox : citedBox;
  const cited = span && box({ ...wanted, title, quote }, () => mine.goTo(span.start, span.end));
  const around = outline(landmarks, mine);
  mine.follow(around);
  view.replaceChildren(head, ...(cited ? [cited] : []), el("div", { class: "reading-body" }, around?.element ?? null, mine.element));
  document.title = `${title} · citespan`;
  if (span) await mine.goTo(span.start, span.end);
  else await mine.goTo(0);
  if (span) say(passage ? `${title}, opened at a passage, which is no answer` : `${title}, opened at the quote: ${quote}`);
  else say(`${title}, opened`);
}

function landmarksOf({ sections, pages }) {
  return [
    ...sections.filter(({ headings }) => headings.length).map(({ headings, start }) => ({ kind: "section", start, label: headings.at(-1), depth: headings.length })),
    ...pages.map(({ number, start }) => ({ kind: "page", number, start, label: `Page ${number}` })),
  ].sort((one, other) => one.start - other.start);
}
