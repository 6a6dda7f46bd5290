// A Markdown document as it is rendered: elements made from the server's steps, of which only these kinds are known.

import { readRendering } from "./api.js";
import { el } from "./dom.js";
import { highlight } from "./highlight.js";
import { fill, inert } from "./inert.js";
import { points, unitAt } from "./text.js";
import { scrollToPart } from "./text-view.js";

const TAGS = new Map(
  ["p", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "s", "table", "thead", "tbody", "tr", "th", "td", "hr", "br", "h6"].map(
    (tag) => [tag, tag],
  ),
);
for (const level of [1, 2, 3, 4, 5]) TAGS.set(`h${level}`, `h${level + 1}`); // the page's own title is the one h1
const BLOCKS = "p, li, pre, tr, h2, h3, h4, h5, h6, blockquote";

export class RenderedView {
  name = "rendered";

  constructor({ id, version }) {
    Object.assign(this, { id, version });
    this.nodes = []; // {node, from, to, whole}, by place: the text nodes, and what of the document each stands for
    this.text = el("section", { class: "rendered", "aria-label": "The document" });
    this.element = el("div", { class: "column" }, this.text);
  }

  /** Reads and shows the document; false if nothing of [start, end) is to be seen in it. */
  async prepare(start, end) {
    if (!this.nodes.length) this.#build((await readRendering(this.id, this.version)).pieces);
    return end <= start || this.shows(start, end);
  }

  /** Whether anything of [start, end) is to be seen. */
  shows(start, end) {
    return this.parts(start, end).length > 0;
  }

  mark(as, span) {
    highlight(span ? this.parts(span.start, span.end) : [], { as });
  }

  /** Scrolls to what stands at [start, end), or next behind it. */
  async goTo(start, end = start) {
    const [part] = this.parts(start, Math.max(end, start + 1));
    const next = this.nodes.find(({ from }) => from >= start);
    if (part) scrollToPart(part, BLOCKS);
    else if (next && start > 0) scrollToPart({ node: next.node, start: 0, end: next.node.length }, BLOCKS);
    else window.scrollTo(0, 0);
  }

  offsetAt(top) {
    let [low, high] = [0, this.nodes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.nodes[middle].node.parentElement.getBoundingClientRect().bottom <= top) low = middle + 1;
      else high = middle;
    }
    return this.nodes[low]?.from ?? null;
  }

  close() {}

  /** What of [start, end) is seen: {node, start, end} in UTF-16 units of text nodes. */
  parts(start, end) {
    return this.nodes
      .filter(({ from, to }) => from < end && to > start)
      .flatMap(({ node, from, to, whole }) => {
        if (whole) return [{ node, start: 0, end: node.length }];
        const first = unitAt(node.data, Math.max(0, start - from));
        const last = end >= to ? node.length : unitAt(node.data, end - from);
        return last > first ? [{ node, start: first, end: last }] : [];
      });
  }

  #build(pieces) {
    const open = [this.text];
    const hidden = []; // for each element that is open, whether it was left out
    for (const piece of pieces) {
      if (piece.kind === "close") {
        if (!hidden.pop()) open.pop();
      } else if (piece.kind === "text") {
        this.#append(open.at(-1), piece);
      } else {
        const element = made(piece);
        hidden.push(!element);
        if (element) {
          open.at(-1).append(element);
          open.push(element);
        }
      }
    }
    this.nodes.sort((one, other) => one.from - other.from);
  }

  #append(parent, { text, start, end }) {
    let from = start;
    for (const node of inert(text)) {
      parent.append(node);
      const inside = node.nodeType === Node.TEXT_NODE ? node : node.firstChild;
      const whole = end - start !== points(text);
      const to = whole ? end : from + points(inside.data);
      if (end > start) this.nodes.push({ node: inside, from, to, whole });
      if (!whole) from = to;
    }
  }
}

function made({ tag, href, number }) {
  if (tag === "img") return el("span", { class: "picture", title: "A picture, which is not shown" });
  if (tag === "a") {
    const web = /^(https?|mailto):/i.test(href ?? "");
    return web ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }) : el("span");
  }
  if (!TAGS.has(tag)) return null;
  const element = el(TAGS.get(tag), { start: tag === "ol" ? number : null });
  if (element.matches(BLOCKS)) fill(element);
  return tag === "table" ? el("table", {}) : element;
}
