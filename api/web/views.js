// The ways of looking at a document, of which one is used at a time: its pages, as it is rendered, its text.

import { Problem } from "./api.js";
import { el, say } from "./dom.js";
import { PagesView } from "./pages-view.js";
import { RenderedView } from "./rendered-view.js";
import { TextView } from "./text-view.js";

const KINDS = { pages: PagesView, rendered: RenderedView, text: TextView };
const LABELS = { pages: "Pages", rendered: "As it looks", text: "Text" };
const EYE = 0.35; // where in the window a reader looks

export class Views {
  /** `document_` is {id, version, characters, landmarks, pages, names}, `names` being those of its views, best first. */
  constructor(document_, { onProblem }) {
    Object.assign(this, { document_, onProblem });
    this.names = document_.names.filter((name) => name in KINDS);
    this.marks = new Map();
    this.element = el("div", { class: "view" });
    this.buttons = this.names.map((name) => el("button", { type: "button", class: "quiet", onclick: () => this.#choose(name) }, LABELS[name]));
    this.choice = this.names.length > 1 && el("span", { class: "choice", role: "group", "aria-label": "How to look at it" }, this.buttons);
    this.onScroll = () => {
      this.frame ??= requestAnimationFrame(() => {
        this.frame = null;
        this.#tell();
      });
    };
  }

  /** Uses the view with this name, or the best; with a span {start, end, as}, one in which that is to be seen. */
  async open(name, span) {
    if (span) this.marks.set(span.as, span);
    await this.#use(this.names.includes(name) ? name : this.names[0], span ?? { start: 0, end: 0 });
  }

  /** Marks [start, end) `as` found; null marks nothing. */
  async mark(as, span) {
    this.marks.set(as, span);
    await this.view.mark(as, span);
  }

  /** Scrolls to [start, end); changes to the text where it is not to be seen. */
  async goTo(start, end = start) {
    if (end > start && this.view.shows?.(start, end) === false) {
      this.onProblem("This place cannot be seen in that view; you see the text.");
      await this.#use("text", { start, end });
    }
    await this.view.goTo(start, end);
    this.#tell();
  }

  /** Scrolls to a page, by its number or by where its text begins. */
  async goToPage(number) {
    if (this.view.goToPage) this.view.goToPage(number);
    else {
      const page = this.document_.pages.find((one) => one.number >= number);
      if (page) await this.view.goTo(page.start);
    }
    this.#tell();
  }

  get lastPage() {
    return this.view.pages?.length || (this.document_.pages.at(-1)?.number ?? 0);
  }

  /** Tells an outline, from now on, where the reader is. */
  follow(outline) {
    this.outline = outline;
    window.addEventListener("scroll", this.onScroll, { passive: true });
  }

  close() {
    window.removeEventListener("scroll", this.onScroll);
    this.view?.close();
    this.closed = true;
  }

  #tell() {
    if (this.closed || !this.outline) return;
    const height = window.innerHeight * EYE + 1;
    const offset = this.view.offsetAt(height);
    const page = this.view.pageAt?.(height) ?? this.document_.pages.findLast(({ start }) => start <= (offset ?? Infinity))?.number;
    this.outline.follow({ offset, page });
  }

  async #choose(name) {
    if (name === this.view.name) return;
    const offset = this.view.offsetAt(window.innerHeight * EYE + 1) ?? 0;
    const marked = [...this.marks.values()].find((span) => span && this.#isNear(span, offset));
    const at = marked ?? { start: offset, end: offset };
    await this.#use(name, at);
    await this.view.goTo(at.start, at.end);
    this.#tell();
    const address = new URL(location.href);
    address.searchParams.set("view", this.view.name);
    history.replaceState(history.state, "", address);
    say(`Shown as: ${LABELS[this.view.name]}`);
  }

  #isNear({ start }, offset) {
    return Math.abs(start - offset) < 3000;
  }

  async #use(name, { start, end }) {
    const view = new KINDS[name](this.document_, { onProblem: this.onProblem });
    try {
      const seen = await view.prepare(start, end);
      if (seen === false) {
        this.onProblem("What is marked cannot be seen in this view; you see the text.");
        view.close();
        return await this.#use("text", { start, end });
      }
      this.element.replaceChildren(view.element);
      for (const [as, span] of this.marks) await view.mark(as, span);
    } catch (error) {
      view.close();
      if (!(error instanceof Problem) || name === "text") throw error;
      this.onProblem(`The document cannot be shown as it looks; you see its text. ${error.message}`);
      return await this.#use("text", { start, end });
    }
    this.view?.close();
    this.view = view;
    this.names.forEach((one, at) => this.buttons[at].setAttribute("aria-pressed", String(one === view.name)));
    return undefined;
  }
}
