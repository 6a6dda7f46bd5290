// Find in the document: the server says where words stand, and one goes from place to place.

import { findWords, Problem } from "./api.js";
import { el } from "./dom.js";

/** A form that finds words in a document and shows them in `views`. */
export function findForm({ id, version }, views) {
  const input = el("input", { type: "search", id: "find", autocomplete: "off", spellcheck: "false", maxlength: 1000 });
  const state = el("span", { class: "hint", role: "status" });
  const previous = el("button", { type: "button", class: "quiet", hidden: true, onclick: () => step(-1) }, "Previous");
  const next = el("button", { type: "submit", class: "quiet", hidden: true }, "Next");
  const form = el("form", { class: "find", role: "search" }, el("label", { for: "find", class: "unseen" }, "Find in the document"), input, previous, next, state);
  let sought = "";
  let found = [];
  let more = false;
  let at = -1;

  const step = async (by) => {
    const words = input.value.trim();
    if (words !== sought && !(await seek(words))) return;
    if (!found.length) return;
    at = (at + by + found.length) % found.length;
    state.textContent = `${(at + 1).toLocaleString("en")} of ${more ? "more than " : ""}${found.length.toLocaleString("en")}`;
    const span = found[at];
    await views.mark("found", span);
    await views.goTo(span.start, span.end);
  };

  const seek = async (words) => {
    sought = words;
    at = -1;
    found = [];
    await views.mark("found", null);
    state.textContent = "";
    previous.hidden = next.hidden = true;
    if (!words) return false;
    try {
      const reply = await findWords(id, { q: words, sha256: version });
      if (sought !== words) return false; // other words were typed since
      ({ found, more } = reply);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      state.textContent = error.message;
      return false;
    }
    previous.hidden = next.hidden = found.length < 2;
    if (!found.length) state.textContent = "Not in this document";
    return true;
  };

  input.placeholder = "Find in the document";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    step(1);
  });
  input.addEventListener("input", () => {
    if (!input.value.trim()) seek("");
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      step(-1);
    } else if (event.key === "Escape" && input.value) {
      event.preventDefault(); // the document stays open
      input.value = "";
      seek("");
    }
  });
  return form;
}
