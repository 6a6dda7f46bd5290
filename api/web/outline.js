// The way around a long document: its headings, or the pages it has, each a button that leads there.

import { el } from "./dom.js";
import { fill, inert } from "./inert.js";

const MOST_HEADINGS = 300;

/** A list of where to go; null where a document has nothing to be found by. */
export function outline(landmarks, jump) {
  const sections = landmarks.filter(({ kind }) => kind === "section").slice(0, MOST_HEADINGS);
  const pages = landmarks.filter(({ kind }) => kind === "page");
  if (sections.length < 2 && pages.length < 2) return null;
  const list = sections.length > 1 && el("ul", {}, sections.map((section) => entry(section, jump)));
  return el(
    "nav",
    { class: "outline", "aria-label": "In this document" },
    el("details", { open: matchMedia("(min-width: 76rem)").matches }, el("summary", {}, "In this document"), pages.length > 1 && pageForm(pages, jump), list),
  );
}

function entry({ label, start, depth }, jump) {
  const button = fill(el("button", { type: "button", class: "quiet" }), ...inert(label));
  button.addEventListener("click", () => jump(start));
  return el("li", { "data-depth": Math.min(depth, 4) }, button);
}

function pageForm(pages, jump) {
  const last = pages.at(-1).label.replace("Page ", "");
  const input = el("input", { type: "number", min: 1, max: last, value: 1, id: "page-number" });
  const form = el("form", { class: "page-form" }, el("label", { for: "page-number" }, "Page"), input, `of ${last}`, el("button", {}, "Go"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const page = pages.find(({ label }) => label === `Page ${Number(input.value)}`);
    if (page) jump(page.start);
  });
  return form;
}
