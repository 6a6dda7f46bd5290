// A PDF file as its pages look: a picture of each, made by the server when it comes near, with boxes around words.

import { listPages, pagePicture, readBoxes } from "./api.js";
import { el } from "./dom.js";

const WIDTHS = [600, 900, 1200, 1600, 2000, 2400];
const MOST_PICTURES = 16;

export class PagesView {
  name = "pages";

  /** `document_` is {id, version, pages}, `pages` being the stretches of the text that stand on one each. */
  constructor({ id, version, pages }, { onProblem }) {
    Object.assign(this, { id, version, stretches: pages, onProblem });
    this.pages = []; // {number, element, canvas}, by number
    this.boxes = new Map(); // what is marked, and the elements that mark it
    this.drawn = []; // pages with a picture, the one that came last at the end
    this.element = el("div", { class: "column pages" });
    this.near = new IntersectionObserver(
      (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => this.#draw(this.#pageOf(entry.target))),
      { rootMargin: "600px" },
    );
  }

  /** Shows the pages, which can be scrolled to then. */
  async prepare() {
    if (this.pages.length) return;
    const { pages } = await listPages(this.id);
    this.pages = pages.map(({ number, width, height }) => {
      const canvas = el("canvas", { role: "img", "aria-label": `Page ${number}` });
      const sheet = el("div", { class: "sheet", "data-number": number }, canvas);
      sheet.style.aspectRatio = `${width} / ${height}`;
      this.element.append(el("h3", { class: "page-break" }, `Page ${number}`), sheet);
      return { number, element: sheet, canvas };
    });
    for (const { element } of this.pages) this.near.observe(element);
  }

  /** Boxes [start, end) `as` what is cited, a passage or found; null boxes nothing. */
  async mark(as, span) {
    for (const box of this.boxes.get(as) ?? []) box.remove();
    this.boxes.set(as, []);
    if (!span) return;
    const { boxes } = await readBoxes(this.id, { ...span, sha256: this.version });
    if (this.closed) return;
    const made = boxes.map(({ page, left, top, width, height }) => {
      const box = el("div", { class: `box ${as}` });
      Object.assign(box.style, { left: share(left), top: share(top), width: share(width), height: share(height) });
      this.pages[page - 1].element.append(box);
      return box;
    });
    this.boxes.set(as, made);
  }

  /** Scrolls to [start, end), by its box where it has one. */
  async goTo(start, end = start) {
    if (start <= 0 && end <= start) {
      window.scrollTo(0, 0);
      return;
    }
    const { boxes } = await readBoxes(this.id, { start, end: Math.max(end, start + 1), sha256: this.version }).catch(() => ({ boxes: [] }));
    const page = this.pages[(boxes[0]?.page ?? this.#pageAt(start)) - 1];
    if (!page || this.closed) return;
    const { top, height } = page.element.getBoundingClientRect();
    const within = boxes[0] ? boxes[0].top * height - window.innerHeight * 0.35 : -window.innerHeight * 0.15;
    window.scrollTo({ top: window.scrollY + top + within, behavior: "instant" });
  }

  /** Scrolls to the page with this number. */
  goToPage(number) {
    const { element } = this.pages[number - 1];
    const { top } = element.getBoundingClientRect();
    window.scrollTo({ top: window.scrollY + top - window.innerHeight * 0.25, behavior: "instant" });
  }

  /** The number of the page at a height of the window. */
  pageAt(top) {
    const at = this.pages.findIndex(({ element }) => element.getBoundingClientRect().bottom > top);
    return at < 0 ? this.pages.length : at + 1;
  }

  /** The offset of about what stands at a height of the window; null where no text does. */
  offsetAt(top) {
    const number = this.pageAt(top);
    const stretch = this.stretches.find((page) => page.number >= number);
    if (!stretch) return null;
    if (stretch.number > number) return stretch.start;
    const box = this.pages[number - 1].element.getBoundingClientRect();
    const passed = Math.min(1, Math.max(0, (top - box.top) / box.height));
    return Math.floor(stretch.start + passed * (stretch.end - 1 - stretch.start));
  }

  close() {
    this.near.disconnect();
    this.closed = true;
  }

  #pageOf(element) {
    return this.pages[Number(element.dataset.number) - 1];
  }

  #pageAt(offset) {
    return this.stretches.findLast(({ start }) => start <= offset)?.number ?? 1;
  }

  async #draw(page) {
    if (page.drawing || this.closed) return;
    page.drawing = true;
    const wanted = page.element.clientWidth * Math.min(window.devicePixelRatio, 2);
    const width = WIDTHS.find((one) => one >= wanted) ?? WIDTHS.at(-1);
    try {
      const picture = await createImageBitmap(await pagePicture(this.id, page.number, width));
      page.canvas.width = picture.width;
      page.canvas.height = picture.height;
      page.canvas.getContext("2d").drawImage(picture, 0, 0);
      picture.close();
      page.element.classList.add("drawn");
      this.drawn.push(page);
      if (this.drawn.length > MOST_PICTURES) this.#forget(this.drawn.shift());
    } catch (error) {
      page.drawing = false;
      if (!this.closed) this.onProblem(`Page ${page.number} cannot be shown: ${error.message}`);
    }
  }

  /** Gives up a picture, which is drawn again when its page comes near. */
  #forget(page) {
    page.canvas.width = page.canvas.height = 0;
    page.element.classList.remove("drawn");
    page.drawing = false;
    this.near.unobserve(page.element);
    this.near.observe(page.element);
  }
}

const share = (value) => `${100 * value}%`;
