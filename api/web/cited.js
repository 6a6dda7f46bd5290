// What stands above a document that is read: what it is, and the quote or passage that it was opened at.

import { accessKey } from "./access.js";
import { originalPath, readOriginal } from "./api.js";
import { characters as extent, copying, recognition } from "./citation.js";
import { el } from "./dom.js";
import { fill, inert } from "./inert.js";
import { ROOT } from "./root.js";

export function facts({ title, source, today, characters, current }) {
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

export function oldVersion(id, today) {
  return el(
    "p",
    { class: "notice", role: "alert" },
    today
      ? "You see the version that was cited. The document has changed since. "
      : "You see the version that was cited. The document has been removed since. ",
    today && el("a", { href: `${ROOT}/documents/${encodeURIComponent(id)}`, "data-view": true }, "Read it as it is today"),
  );
}

export function citedBox({ id, title, source, today, current, version, span, quote }, onShow) {
  const sheet = current ? today.pages.findLast(({ start }) => start <= span.start) : null;
  const page = sheet?.number ?? null;
  const ocr = typeof sheet?.ocr === "number";
  const headings = current ? (today.sections.findLast((section) => section.start <= span.start && section.end > span.start)?.headings ?? []) : [];
  const citation = { document_id: id, text_sha256: version, title, source, section: headings, page, ocr, published: today?.published, exact: quote, ...span };
  return el(
    "aside",
    { class: "cited", "aria-label": "What is cited" },
    fill(el("p", { class: "quote" }), ...inert(quote)),
    el(
      "p",
      { class: "where" },
      fill(el("bdi", { class: "source" }), ...inert(title)),
      [page && `page ${page}`, recognition({ ocr }), extent(span)].filter(Boolean).join(" · "),
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
export function passageBox({ span }, onShow) {
  return el(
    "aside",
    { class: "near", "aria-label": "A passage, not an answer" },
    el("p", { class: "where" }, el("span", {}, "A passage near the question. It is not an answer."), el("span", {}, extent(span))),
    el(
      "p",
      { class: "ways" },
      el("button", { type: "button", class: "quiet", onclick: onShow }, "Show"),
      el("a", { href: `${ROOT}/`, "data-view": true, "data-back": true }, "Back"),
    ),
  );
}

/** A link to the file that a document was made of; where the server demands a key, it is sent with the request. */
export function originalLink(id, onProblem) {
  const link = el("a", { href: ROOT + originalPath(id), download: "" }, "Original file");
  link.addEventListener("click", async (event) => {
    if (!accessKey()) return;
    event.preventDefault();
    try {
      const { blob, name } = await readOriginal(id);
      const address = URL.createObjectURL(blob);
      el("a", { href: address, download: name }).click();
      URL.revokeObjectURL(address);
    } catch (error) {
      onProblem(error.message);
    }
  });
  return link;
}
