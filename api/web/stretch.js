// The part of a document's text that is on the page: some neighbouring ranges of it, each cut into lines.

import { readText } from "./api.js";
import { el } from "./dom.js";
import { fill, inert } from "./inert.js";
import { cutBefore, cutBehind, points, unitAt } from "./text.js";

export const RANGE_POINTS = 16_000;
const MOST_RANGES = 10;
const LONGEST_HEADING = 200;

export class Stretch {
  /** Shows a text of `characters` code points in `box`; `landmarks` are its {start, kind, label} to be set apart. */
  constructor(box, { id, sha256, characters, landmarks }) {
    Object.assign(this, { box, id, sha256, characters, landmarks });
    this.ranges = []; // {start, end, element, lines}, neighbours, by start
  }

  get start() {
    return this.ranges[0]?.start ?? 0;
  }

  get end() {
    return this.ranges.at(-1)?.end ?? 0;
  }

  /** Shows the text around [start, end) instead of what is shown. */
  async showAround(start, end) {
    const from = Math.max(0, Math.min(start, this.characters - 1) - RANGE_POINTS / 4);
    const to = Math.min(this.characters, Math.max(from + RANGE_POINTS, Math.min(end + 1000, from + 5 * RANGE_POINTS)));
    const range = await this.#read(from, to, { trimStart: from > 0, keep: [start, end] });
    this.box.replaceChildren(range.element);
    this.ranges = [range];
  }

  async showLater() {
    if (this.end >= this.characters) return;
    const range = await this.#read(this.end, Math.min(this.characters, this.end + RANGE_POINTS));
    this.box.append(range.element);
    this.ranges.push(range);
    if (this.ranges.length > MOST_RANGES) this.#keepingPlace(() => this.ranges.shift().element.remove());
  }

  async showEarlier() {
    if (this.start <= 0) return;
    const from = Math.max(0, this.start - RANGE_POINTS);
    const range = await this.#read(from, this.start, { trimStart: from > 0, whole: true });
    this.#keepingPlace(() => this.box.prepend(range.element));
    this.ranges.unshift(range);
    if (this.ranges.length > MOST_RANGES) this.ranges.pop().element.remove();
  }

  /** What of [start, end) is on the page: {node, start, end} in UTF-16 units of text nodes. */
  parts(start, end) {
    const near = this.ranges.filter((range) => range.start < end && range.end > start);
    return near.flatMap((range) => [...textNodes(range)]).flatMap(({ node, from, to }) => {
      if (from >= end || to <= start) return [];
      const first = unitAt(node.data, Math.max(0, start - from));
      const last = end >= to ? node.length : unitAt(node.data, end - from);
      return last > first ? [{ node, start: first, end: last }] : [];
    });
  }

  /** The offset of the first line that ends below a height of the window; null where none does. */
  offsetAt(top) {
    const lines = this.ranges.flatMap((range) => range.lines);
    let [low, high] = [0, lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lines[middle].block.getBoundingClientRect().bottom <= top) low = middle + 1;
      else high = middle;
    }
    return lines[low]?.from ?? null;
  }

  /** Reads [start, end) and cuts it where the eye does not stumble; `whole` and `keep` are never cut off. */
  async #read(start, end, { trimStart = false, whole = false, keep = null } = {}) {
    const read = await readText(this.id, { start, end, sha256: this.sha256 });
    let { text } = read;
    let from = start;
    if (trimStart) {
      const cut = cutBefore(text);
      const moved = start + points(text.slice(0, cut));
      if (!keep || moved <= keep[0]) {
        text = text.slice(cut);
        from = moved;
      }
    }
    if (!whole && end < this.characters) {
      const cut = text.slice(0, cutBehind(text));
      if (!keep || from + points(cut) >= Math.min(keep[1], end)) text = cut;
    }
    return this.#range(from, text);
  }

  #range(start, text) {
    const element = el("div", { class: "range" });
    const lines = [];
    let from = start;
    for (const { line, landmarks } of this.#lines(start, text)) {
      const page = landmarks.find(({ kind }) => kind === "page");
      if (page) element.append(el("h3", { class: "page-break" }, page.label));
      const block = fill(el("div", { class: "line" }), ...inert(line));
      const heads = landmarks.some(({ kind }) => kind === "section");
      if (heads && line.trim() && line.length <= LONGEST_HEADING) block.classList.add("heading");
      element.append(block);
      lines.push({ from, block });
      from += points(line);
    }
    return { start, end: from, element, lines };
  }

  /** The lines of a text that begins at code point `start`, cut where pages begin, each with its landmarks. */
  *#lines(start, text) {
    let from = start;
    for (const [whole] of text.matchAll(/[^\n]*\n|[^\n]+/g)) {
      const to = from + points(whole);
      const inside = this.landmarks.filter((landmark) => landmark.start >= from && landmark.start < to);
      const cuts = inside.filter((landmark) => landmark.kind === "page" && landmark.start > from).map((page) => page.start);
      let rest = whole;
      for (const cut of [...cuts, to]) {
        const unit = unitAt(rest, cut - from);
        const landmarks = inside.filter((landmark) => landmark.start >= from && landmark.start < cut);
        yield { line: rest.slice(0, unit), landmarks };
        rest = rest.slice(unit);
        from = cut;
      }
    }
  }

  #keepingPlace(change) {
    const root = document.scrollingElement;
    const before = root.scrollHeight;
    change();
    root.scrollTop += root.scrollHeight - before;
  }
}

/** The text nodes of a range, each with the code points [from, to) of the document that it holds. */
function* textNodes({ element, start }) {
  let from = start;
  for (const block of element.querySelectorAll(":scope > .line")) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const to = from + points(walker.currentNode.data);
      yield { node: walker.currentNode, from, to };
      from = to;
    }
  }
}
