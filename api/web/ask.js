// Asking: the question's form, its progress, and the answers of this visit, the newest first.

import { ask, listDocuments } from "./api.js";
import { inWords, responseBody } from "./answers.js";
import { byId, count, el, say } from "./dom.js";
import { ROOT } from "./root.js";
import { points } from "./text.js";
import { acceptTurn, currentTopic, forgetTurns, historyOf, keepTurn, newTopic, topicTurns, turns } from "./visit.js";

const LONGEST_QUESTION = 1000;
const CONDITIONS = ["source", "title", "after", "before"];
let asking = null; // what is being asked: {request, controller}

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
  byId("question").addEventListener("input", showLength);
  byId("stop").addEventListener("click", stopAsking);
  byId("options").addEventListener("input", showScope);
  byId("all-documents").addEventListener("click", () => {
    clearScope();
    say("All documents are asked");
    byId("question").focus();
  });
  byId("new-topic").addEventListener("click", () => {
    newTopic();
    clearScope();
    showOccupied();
    byId("question").focus();
  });
  byId("forget").addEventListener("click", () => {
    forgetTurns();
    clearScope();
    byId("turns").replaceChildren();
    showOccupied();
    say("This visit is forgotten");
    byId("question").focus();
  });
  for (const turn of turns()) byId("turns").prepend(answeredTurn(turn));
  showOccupied();
  showScope();
}

/** What the address asks: `/?q=...` asks once and again never in this visit; then it shows what was answered. */
export function askFromAddress(query) {
  const question = query.get("q")?.trim();
  const source = query.get("source");
  if (source !== null) {
    field("source").value = source;
    byId("options").open = true;
    showScope();
  }
  if (!question) return null;
  const known = turns().findLast((turn) => turn.request.question === question);
  if (known) return byId(`turn-${known.id}`);
  byId("question").value = question;
  askNow(requestOfForm());
  return null;
}

export function stopAsking() {
  const stopped = asking !== null;
  asking?.controller.abort();
  return stopped;
}

export async function showLibrarySize() {
  const { total } = await listDocuments({ files: true, limit: 1 }).catch(() => ({ total: null }));
  if (total !== null) byId("library-size").textContent = total ? `${count(total, "document")}.` : "There are none yet: add some.";
}

const field = (name) => byId("question-form").elements.namedItem(name);

function requestOfForm() {
  const where = scope();
  const risk = field("risk").value;
  return {
    question: byId("question").value.trim(),
    ...(where.length ? { where } : {}),
    ...(risk ? { risk: Number(risk) } : {}),
  };
}

/** The conditions of the form, such as "source=reports/*". */
function scope() {
  return CONDITIONS.map((name) => [name, field(name).value.trim()])
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${value}`);
}

function clearScope() {
  for (const name of CONDITIONS) field(name).value = "";
  showScope();
}

function showScope() {
  const conditions = scope();
  byId("scope").hidden = conditions.length === 0;
  byId("scope-conditions").textContent = conditions.join(" and ");
}

/** Says that a question is too long, and keeps it as it is; true if it is not. */
function showLength() {
  const length = points(byId("question").value.trim());
  const fits = length <= LONGEST_QUESTION;
  byId("too-long").hidden = fits;
  byId("too-long").textContent = fits
    ? ""
    : `The question has ${length.toLocaleString("en")} characters; ${LONGEST_QUESTION.toLocaleString("en")} at most are taken. Shorten it.`;
  return fits;
}

async function askNow(request) {
  if (!request.question || !showLength()) return;
  if (asking && JSON.stringify(asking.request) === JSON.stringify(request)) return; // Enter twice asks once
  stopAsking();
  const controller = new AbortController();
  const mine = (asking = { request, controller });
  const turn = turnShell(request);
  byId("turns").prepend(turn.item);
  showOccupied();
  showBusy(true);
  remember(request.question);
  try {
    const response = await answerTo(request, { signal: controller.signal, onStage: (name, data) => turn.progress(name, data) });
    const kept = { id: crypto.randomUUID(), topic: currentTopic(), request, response: brief(response) };
    keepTurn(kept);
    turn.item.replaceWith(answeredTurn(kept));
    showOccupied();
    say(inWords(response));
    if (byId("question").value.trim() === request.question) {
      byId("question").value = "";
      showLength();
    }
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

/** Gives the question an address of its own, so that Back goes to the one before. */
function remember(question) {
  const address = `${ROOT}/?${new URLSearchParams({ q: question })}`;
  const now = new URLSearchParams(location.search).get("q");
  if (now === null || now === question) history.replaceState(history.state, "", address);
  else history.pushState({ inside: true }, "", address);
}

async function answerTo(request, options) {
  const history = historyOf(topicTurns());
  const body = { ...request, explain: true };
  return ask(history.length ? { ...body, history } : body, options);
}

/** A response without those parts of its explanation that the page does not show. */
function brief(response) {
  const why = (explanation) => explanation && { why: explanation.why };
  const parts = response.parts?.map((part) => ({ ...part, explanation: why(part.explanation) })) ?? null;
  return { ...response, parts, explanation: why(response.explanation) };
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

function answeredTurn(turn) {
  const { id, request, response, accepted = false } = turn;
  const onAccept = () => {
    acceptTurn(id);
    const shown = answeredTurn({ ...turn, accepted: true });
    item.replaceWith(shown);
    shown.querySelector(".citation")?.focus();
    say(`Accepted as a less sure answer: ${(response.lead ?? response.parts.find(({ lead }) => lead).lead).text}`);
  };
  const heading = asked(request, response.resolved);
  heading.id = `turn-${id}`;
  heading.tabIndex = -1;
  const article = el("article", { "aria-labelledby": heading.id }, heading, readOtherwise(request, response));
  article.append(el("div", { class: "body" }, responseBody(response, { accepted, onAccept })));
  const item = el("li", { class: `turn ${response.status}` }, article);
  return item;
}

/** That the question was read otherwise than it was typed, and the way back; false if it was not. */
function readOtherwise(request, { corrected, resolved }) {
  const words = Object.values(corrected ?? {}).map((word) => `“${word}”`);
  if (!words.length && !resolved) return false;
  const asTyped = el("button", { type: "button", class: "quiet", onclick: () => askNow({ ...request, as_typed: true }) }, "Ask as typed");
  return el("p", { class: "reading-note" }, words.length > 0 && `Showing results for ${words.join(", ")}. `, asTyped);
}

function asked({ question, where = [], risk, as_typed: asTyped }, resolved = null) {
  const notes = [...(asTyped ? ["as typed"] : []), ...(resolved ? [`understood as: ${resolved}`] : []), ...where, ...(risk ? [`${Math.round(risk * 100)} % may be wrong`] : [])];
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
