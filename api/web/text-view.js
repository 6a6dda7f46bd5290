// A document as its text: ranges of it around a place, and more of them as one scrolls.

import { Problem } from "./api.js";
import { el } from "./dom.js";
import { highlight, rangeOf } from "./highlight.js";
import { Stretch } from "./stretch.js";

export class TextView {
  name = "text";

  /** `document_` is {id, version, characters, landmarks}; `onProblem(message)` hears of what could not be read. */
  constructor({ id, version, characters, landmarks }, { onProblem }) {
    this.text = el("section", { class: "text", "aria-label": "Text of the document" });
    this.stretch = new Stretch(this.text, { id, sha256: version, characters, landmarks });
    this.characters = characters;
    this.onProblem = onProblem;
    this.marks = new Map();
    this.growing = false;
    this.earlier = el("button", { type: "button", class: "quiet more", onclick: () => this.#grow(this.earlier) }, "Earlier text");
    this.later = el("button", { type: "button", class: "quiet more", onclick: () => this.#grow(this.later) }, "Later text");
    this.element = el("div", { class: "column" }, this.earlier, this.text, this.later);
    this.nearEnds = new IntersectionObserver(
      (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => this.#grow(entry.target)),
      { rootMargin: "800px" },
    );
  }

  /** Reads the text around [start, end), which can be scrolled to then. */
  async prepare(start, end) {
    await this.stretch.showAround(start, end);
    this.#refresh();
  }

  /** Marks [start, end) `as` what is cited, a passage or found; null marks nothing. */
  mark(as, span) {
    this.marks.set(as, span);
    this.#paint();
  }

  /** Scrolls to [start, end); reads what stands there if it is not on the page. */
  async goTo(start, end = start) {
    if (!this.stretch.parts(start, Math.max(end, start + 1)).length) await this.prepare(start, end);
    const [part] = this.stretch.parts(start, start + 1);
    if (!part) window.scrollTo(0, 0);
    else scrollToPart(part, ".line");
    this.#watch();
  }

  /** The offset of the first line below a height of the window; null where none is. */
  offsetAt(top) {
    return this.stretch.offsetAt(top);
  }

  close() {
    this.nearEnds.disconnect();
    this.closed = true;
  }

  #paint() {
    for (const [as, span] of this.marks) highlight(span ? this.stretch.parts(span.start, span.end) : [], { as });
  }

  #refresh() {
    this.earlier.hidden = this.stretch.start <= 0;
    this.later.hidden = this.stretch.end >= this.characters;
    this.#paint();
  }

  #watch() {
    this.nearEnds.disconnect();
    if (this.closed) return;
    for (const button of [this.earlier, this.later]) this.nearEnds.observe(button);
  }

  async #grow(button) {
    if (this.growing || button.hidden || this.closed) return;
    this.growing = true;
    try {
      await (button === this.earlier ? this.stretch.showEarlier() : this.stretch.showLater());
      this.#refresh();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.onProblem(error.message);
      this.nearEnds.disconnect();
      return;
    } finally {
      this.growing = false;
    }
    this.#watch();
  }
}

/** Scrolls to a place in a text node; the element around it that fits the selector can be focused then. */
export function scrollToPart(part, around) {
  const { top } = rangeOf(part).getBoundingClientRect();
  window.scrollTo({ top: window.scrollY + top - window.innerHeight * 0.35, behavior: "instant" });
  const block = part.node.parentElement.closest(around);
  if (block) block.tabIndex = -1;
}
