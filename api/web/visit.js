// The history of this visit: what was asked and answered, for as long as the tab lives, and nowhere but in it.

const KEY = "citespan-visit";
const TOPIC = "citespan-topic";
const MOST = 50;
const MOST_EARLIER = 20;
const MOST_KNOWN = 10;
const LONGEST_KNOWN = 3000;

/** The turns of this visit, oldest first: each {id, topic, request, response}. */
export function turns() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

export function keepTurn(turn) {
  let kept = [...turns(), turn].slice(-MOST);
  while (kept.length) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept));
      return;
    } catch {
      kept = kept.slice(1); // the storage is full: the oldest go first
    }
  }
}

/** Keeps that the lead of a turn was accepted as an answer. */
export function acceptTurn(id) {
  const kept = turns().map((turn) => (turn.id === id ? { ...turn, accepted: true } : turn));
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // the storage is full: it is accepted until the page is loaded again
  }
}

export function forgetTurns() {
  sessionStorage.removeItem(KEY);
  newTopic();
}

/** The turns that a question asked now follows up on, oldest first. */
export function topicTurns() {
  return turns().filter(({ topic }) => topic === currentTopic());
}

export const currentTopic = () => sessionStorage.getItem(TOPIC) ?? "";

/** Makes the next question the first of its conversation. */
export function newTopic() {
  sessionStorage.setItem(TOPIC, crypto.randomUUID());
}

/** What is sent to the server of the turns that a question follows up on. */
export function historyOf(earlier) {
  return earlier.slice(-MOST_EARLIER).map(({ accepted, response: { question, resolved, answers, lead } }) => {
    const given = accepted && lead ? [lead] : answers;
    return {
      question,
      ...(resolved ? { resolved } : {}),
      answers: known(given.map(({ text }) => text)),
      evidence: known(given.flatMap(({ citations }) => citations.map(({ evidence }) => evidence.exact))),
    };
  });
}

const known = (texts) => texts.filter((text) => text && text.length <= LONGEST_KNOWN).slice(0, MOST_KNOWN);
