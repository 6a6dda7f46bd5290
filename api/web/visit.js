// The history of this visit: what was asked and answered, for as long as the tab lives, and nowhere but in it.

const KEY = "citespan-visit";
const MOST = 50;

/** The turns of this visit, oldest first: each {id, request, response}. */
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

export function forgetTurns() {
  sessionStorage.removeItem(KEY);
}
