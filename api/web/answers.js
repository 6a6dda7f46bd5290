// A response as the page shows it: the quote first, then its evidence, then how sure it is and what it was made with.

import { citationArticle, passageArticle } from "./citation.js";
import { count, el } from "./dom.js";
import { fill, inert } from "./inert.js";

const REASONS = {
  no_relevant_passage: "No passage is near this question.",
  low_confidence: "No passage answers this question surely enough.",
};

/** What a response shows below its question; `onBolder` asks again for less sure answers. */
export function responseBody(response, { onBolder }) {
  const parts = response.parts?.flatMap((part) => partBody({ ...part, receipt: response.receipt }));
  return [...(parts ?? said(response, onBolder)), receipt(response)];
}

function said(response, onBolder) {
  return response.status === "answered" ? answered(response) : abstained(response, onBolder);
}

function partBody(part) {
  return [fill(el("h4", { class: "part" }), ...inert(part.question)), ...said(part, null)];
}

/** A response in one sentence, for those who listen. */
export function inWords({ status, agreement, answers, parts }) {
  if (parts) return parts.map((part) => `${part.question} ${inWords(part)}`).join(" ");
  if (status !== "answered") return "These documents do not say.";
  const quotes = answers.map((answer) => answer.text).join("; or: ");
  if (agreement === "conflicting") return `The documents disagree: ${quotes}`;
  if (agreement === "list") return `${answers.length} answers: ${answers.map((answer) => answer.text).join("; ")}`;
  return `${quotes}. ${percent(answers[0].confidence)} sure. From ${answers[0].citations[0].title}.`;
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

function abstained({ reason, nearest }, onBolder) {
  return [
    el(
      "div",
      { class: "silence" },
      el("p", { class: "no-answer" }, "These documents do not say."),
      el("p", {}, REASONS[reason] ?? ""),
      onBolder && el("button", { type: "button", onclick: onBolder }, "Accept a less sure answer"),
    ),
    nearest.length > 0 &&
      el(
        "details",
        { class: "nearest", open: true },
        el("summary", {}, "Nearest passages, which are not answers"),
        nearest.map((passage) => passageArticle(passage.citation)),
      ),
  ].filter(Boolean);
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
