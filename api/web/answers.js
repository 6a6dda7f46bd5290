// A response as the page shows it: the quote first, then its evidence, then how sure it is and what it was made with.

import { citationArticle, passageArticle } from "./citation.js";
import { count, el } from "./dom.js";
import { fill, inert } from "./inert.js";

const SILENT = "These documents do not say.";
const UNSURE = "Not sure enough to answer.";

/** What a response shows below its question. If leads are `accepted`, they are shown as answers; `onAccept` does that. */
export function responseBody(response, { accepted = false, onAccept = null } = {}) {
  const options = { accepted, onAccept };
  const parts = response.parts?.flatMap((part) => partBody({ ...part, receipt: response.receipt }, options));
  return [...(parts ?? said(response, options)), why(response), receipt(response)].filter(Boolean);
}

function said(response, { accepted, onAccept }) {
  if (response.status === "answered") return answered(response);
  if (!response.lead) return silent(response);
  return accepted ? acceptedLead(response) : unsure(response, onAccept);
}

function partBody(part, options) {
  return [fill(el("h4", { class: "part" }), ...inert(part.question)), ...said(part, options)];
}

/** A response in one sentence, for those who listen. */
export function inWords({ status, agreement, answers, parts, lead, refused }) {
  if (parts) return parts.map((part) => `${part.question} ${inWords(part)}`).join(" ");
  if (status !== "answered") return lead ? `${UNSURE} The most likely place is: ${lead.text}` : silence(refused);
  const quotes = answers.map((answer) => answer.text).join("; or: ");
  if (agreement === "conflicting") return `The documents disagree: ${quotes}`;
  if (agreement === "list") return `${answers.length} answers: ${answers.map((answer) => answer.text).join("; ")}`;
  return `${quotes}. ${percent(answers[0].confidence)} sure. From ${answers[0].citations[0].title}.`;
}

/** Why there is no answer, in one sentence. */
function silence(refused) {
  return refused ? `${refused.detail[0].toUpperCase()}${refused.detail.slice(1)}.` : "These documents do not say.";
}

function answered(response) {
  const { agreement, answers } = response;
  if (agreement === "conflicting") {
    const sides = answers.map((answer) => el("li", {}, answerBlock(answer, response)));
    return [
      el("p", { class: "disagreement" }, `The documents disagree. Here is what each ${answers.length > 2 ? "of them " : ""}says.`),
      el("ul", { class: "sides" }, sides),
    ];
  }
  if (agreement === "list") {
    return [
      el("p", { class: "verdict" }, `${count(answers.length, "answer")}.`),
      el("ol", { class: "items" }, answers.map((answer) => el("li", {}, answerBlock(answer, response)))),
    ];
  }
  return answers.map((answer) => answerBlock(answer, response));
}

function answerBlock(answer, { agreement, receipt: { calibration } }) {
  const documents = new Set(answer.citations.map((citation) => citation.document_id)).size;
  return el(
    "div",
    { class: "answer" },
    fill(el("p", { class: "quote" }), ...inert(answer.text)),
    confidence(answer.confidence, { calibrated: calibration !== null, alone: agreement === "conflicting" }),
    documents > 1 && el("p", { class: "verdict" }, `${count(documents, "document")} say this.`),
    answer.citations.map(citationArticle),
  );
}

/** How sure an answer is, in words; the sides of a conflict were each judged `alone`. */
function confidence(share, { calibrated, alone }) {
  const bar = el("span", { class: "bar", "aria-hidden": "true" }, el("span"));
  bar.firstChild.style.width = percent(share);
  const words = calibrated
    ? `${alone ? "Taken alone: of" : "Of"} 100 answers this sure, about ${Math.round(share * 100)} are right`
    : `Confidence ${share.toFixed(2)}; nothing tells how often that is right`;
  return el("p", { class: "confidence" }, bar, words);
}

const percent = (share) => `${Math.round(share * 100)}%`;

function silent({ nearest, refused }) {
  return [
    el("div", { class: "silence" }, fill(el("p", { class: "no-answer" }), ...inert(silence(refused)))),
    nearestPassages(nearest, { open: true }),
  ].filter(Boolean);
}

/** The most likely place, in its sentence: it looks like no answer, and says that it is none. */
function unsure({ lead, nearest, receipt: { calibration } }, onAccept) {
  const odds = calibration === null ? `with a confidence of ${lead.confidence.toFixed(2)}` : `right in about ${Math.round(lead.confidence * 100)} of 100 such cases`;
  return [
    el(
      "div",
      { class: "silence unsure" },
      el("p", { class: "no-answer" }, UNSURE),
      el("p", { class: "odds" }, `The most likely place, ${odds}:`),
      lead.citations.map(citationArticle),
      onAccept && el("button", { type: "button", onclick: onAccept }, "Accept a less sure answer"),
    ),
    nearestPassages(nearest, { open: false }),
  ].filter(Boolean);
}

function acceptedLead(response) {
  return [
    answerBlock(response.lead, { ...response, agreement: "single" }),
    el("p", { class: "verdict" }, "Less sure than asked for; accepted by you."),
  ];
}

function nearestPassages(nearest, { open }) {
  return (
    nearest.length > 0 &&
    el(
      "details",
      { class: "nearest", open },
      el("summary", {}, "Nearest passages, which are not answers"),
      nearest.map((passage) => passageArticle(passage.citation)),
    )
  );
}

/** Why the response is as it is, a sentence a line; null if that was not asked for. */
function why({ explanation, parts }) {
  const told = parts ? parts.map((part) => [part.question, part.explanation]) : [[null, explanation]];
  if (!told.some(([, one]) => one?.why?.length)) return null;
  const lines = told.flatMap(([question, one]) => [
    question && fill(el("p", { class: "of" }), ...inert(question)),
    ...(one?.why ?? []).map((sentence) => fill(el("p", {}), ...inert(sentence))),
  ]);
  return el("details", { class: "why" }, el("summary", {}, "Why?"), lines);
}

function receipt({ receipt: made, took_ms: ms, agreement }) {
  const lines = {
    "took": `${Math.round(ms)} ms`,
    "sources": agreement,
    "threshold": made.threshold.toFixed(2),
    "reader": made.reader,
    "calibration": made.calibration ?? "none",
    "index": made.index,
    "citespan": made.citespan,
  };
  const rows = Object.entries(lines).filter(([, value]) => value);
  return el(
    "details",
    { class: "receipt" },
    el("summary", {}, "How this was made"),
    el("dl", {}, rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
  );
}
