// Asking: the question's form, its progress, and the answers of this visit, the newest first.

import { ask, listDocuments } from "./api.js";
import { inWords, responseBody } from "./answers.js";
import { byId, count, el, say } from "./dom.js";
import { ROOT } from "./root.js";
import { currentTopic, forgetTurns, historyOf, keepTurn, newTopic, topicTurns, turns } from "./visit.js";

const BOLDER_RISK = 0.3;
let asking = null;

export function setUpAsking() {
  byId("question-form").addEventListener("submit", (event) => {
    event.preventDefault();
    askNow(requestOfForm());
  });
  byId("question").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      byId("question-form").requestSubmit();
    }
  });
  byId("stop").addEventListener("click", stopAsking);
  byId("new-topic").addEventListener("click", () => {
    newTopic();
    showOccupied();
    byId("question").focus();
  });
  byId("forget").addEventListener("click", () => {
    forgetTurns();
    byId("turns").replaceChildren();
    showOccupied();
    say("This visit is forgotten");
    byId("question").focus();
  });
  for (const turn of turns()) byId("turns").prepend(answeredTurn(turn));
  showOccupied();
}

/** What the address asks: `/?q=...` asks once and again never in this visit. */
export function askFromAddress(query) {
  const question = query.get("q")?.trim();
  const source = query.get("source");
  if (source !== null) {
    field("source").value = source;
    byId("options").open = true;
  }
  if (!question || turns().some((turn) => turn.request.question === question)) return;
  byId("question").value = question;
  askNow(requestOfForm());
}

export function stopAsking() {
  const stopped = asking !== null;
  asking?.abort();
  return stopped;
}

export async function showLibrarySize() {
  const { documents, next } = await listDocuments().catch(() => ({ documents: null }));
  if (documents) {
    const size = next ? `More than ${documents.length.toLocaleString("en")} documents` : count(documents.length, "document");
    byId("library-size").textContent = documents.length ? `${size}.` : "There are none yet: add some.";
  }
}

const field = (name) => byId("question-form").elements.namedItem(name);

function requestOfForm() {
  const where = ["source", "title", "after", "before"]
    .map((name) => [name, field(name).value.trim()])
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${value}`);
  const risk = field("risk").value;
  return {
    question: byId("question").value.trim(),
    ...(where.length ? { where } : {}),
    ...(risk ? { risk: Number(risk) } : {}),
  };
}

async function askNow(request) {
  if (!request.question) return;
  stopAsking();
  const mine = new AbortController();
  asking = mine;
  const turn = turnShell(request);
  byId("turns").prepend(turn.item);
  showOccupied();
  showBusy(true);
  history.replaceState(history.state, "", `${ROOT}/?${new URLSearchParams({ q: request.question })}`);
  try {
    const response = await answerTo(request, { signal: mine.signal, onStage: (name, data) => turn.progress(name, data) });
    const kept = { id: crypto.randomUUID(), topic: currentTopic(), request, response };
    keepTurn(kept);
    turn.item.replaceWith(answeredTurn(kept));
    showOccupied();
    say(inWords(response));
    if (byId("question").value.trim() === request.question) byId("question").value = "";
  } catch (error) {
    turn.problem(error.name === "AbortError" ? "Stopped." : error.message, () => {
      turn.item.remove();
      askNow(request);
    });
  } finally {
    if (asking === mine) {
      asking = null;
      showBusy(false);
    }
  }
}

async function answerTo(request, options) {
  const history = historyOf(topicTurns());
  return ask(history.length ? { ...request, history } : request, options);
}

function turnShell(request) {
  const state = el("p", { class: "progress" }, "Searching");
  const body = el("div", { class: "body" }, state);
  const stages = {
    retrieved: ({ passages }) => `Reading ${count(passages, "passage")}`,
    read: ({ spans }) => `Weighing ${count(spans, "span")}`,
  };
  say("Searching");
  return {
    item: el("li", { class: "turn asking" }, el("article", {}, asked(request), body)),
    progress(name, data) {
      state.textContent = stages[name]?.(data) ?? state.textContent;
    },
    problem(detail, again) {
      const retry = el("button", { type: "button", onclick: again }, "Ask again");
      body.replaceChildren(el("div", { class: "notice", role: "alert" }, el("p", {}, detail), retry));
    },
  };
}

function answeredTurn({ id, request, response }) {
  const onBolder = request.risk ? null : () => askNow({ ...request, risk: BOLDER_RISK });
  const heading = asked(request, response.resolved);
  heading.id = `turn-${id}`;
  const article = el("article", { "aria-labelledby": heading.id }, heading);
  article.append(el("div", { class: "body" }, responseBody(response, { onBolder })));
  return el("li", { class: `turn ${response.status}` }, article);
}

function asked({ question, where = [], risk }, resolved = null) {
  const notes = [...(resolved ? [`understood as: ${resolved}`] : []), ...where, ...(risk ? [`${Math.round(risk * 100)} % may be wrong`] : [])];
  return el("h3", { class: "asked" }, question, notes.length > 0 && el("span", { class: "notes" }, notes.join(" · ")));
}

function showBusy(busy) {
  byId("stop").hidden = !busy;
  byId("send").hidden = busy;
  byId("visit").setAttribute("aria-busy", busy);
}

function showOccupied() {
  const occupied = byId("turns").childElementCount > 0;
  byId("ask").classList.toggle("occupied", occupied);
  byId("visit-foot").hidden = !occupied;
  const last = topicTurns().at(-1);
  byId("following").hidden = !last;
  byId("followed").textContent = last?.response.question ?? "";
}
