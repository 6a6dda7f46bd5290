// The way around a long document: its headings, or the pages it has, each a button that leads there; it follows the reader.

import { el } from "./dom.js";
import { fill, inert } from "./inert.js";

const MOST_HEADINGS = 300;

/** What leads around in `views`, {element, follow}; null where a document has nothing to be found by. */
export function outline(landmarks, views) {
  const sections = landmarks.filter(({ kind }) => kind === "section").slice(0, MOST_HEADINGS);
  const paged = views.lastPage > 1;
  if (sections.length < 2 && !paged) return null;
  const buttons = sections.length > 1 ? sections.map((section) => button(section, views)) : [];
  const list = buttons.length > 0 && el("ul", {}, buttons.map((one, at) => el("li", { "data-depth": Math.min(sections[at].depth, 4) }, one)));
  const form = paged && pageForm(views);
  const element = el(
    "nav",
    { class: "outline", "aria-label": "In this document" },
    el("details", { open: matchMedia("(min-width: 76rem)").matches }, el("summary", {}, "In this document"), form, list),
  );
  let here = null;
  const follow = ({ offset, page }) => {
    if (form && page && form.querySelector("input") !== document.activeElement) form.querySelector("input").value = page;
    const now = offset === null || !buttons.length ? null : (buttons[sections.findLastIndex(({ start }) => start <= offset)] ?? null);
    if (now === here) return;
    here?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "location");
    here = now;
    if (now && list.scrollHeight > list.clientHeight) list.scrollTop = now.offsetTop - list.offsetTop - list.clientHeight / 3;
  };
  return { element, follow };
}

function button({ label, start }, views) {
  const made = fill(el("button", { type: "button", class: "quiet" }), ...inert(label));
  made.addEventListener("click", () => views.goTo(start));
  return made;
}

function pageForm(views) {
  const input = el("input", { type: "number", min: 1, max: views.lastPage, value: 1, id: "page-number" });
  const form = el("form", { class: "page-form" }, el("label", { for: "page-number" }, "Page"), input, `of ${views.lastPage}`, el("button", {}, "Go"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    views.goToPage(Number(input.value));
  });
  return form;
}
