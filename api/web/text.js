// Offsets. citespan counts code points, a browser counts UTF-16 units: the two meet here and nowhere else.

const isHigh = (unit) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit) => unit >= 0xdc00 && unit <= 0xdfff;

/** How many code points a string has. */
export function points(text) {
  let pairs = 0;
  for (let unit = 0; unit + 1 < text.length; unit++) {
    if (isHigh(text.charCodeAt(unit)) && isLow(text.charCodeAt(unit + 1))) {
      pairs++;
      unit++;
    }
  }
  return text.length - pairs;
}

/** The UTF-16 unit at which the code point with this number begins; the text's length if there is none. */
export function unitAt(text, point) {
  let unit = 0;
  for (let seen = 0; seen < point && unit < text.length; seen++) {
    unit += isHigh(text.charCodeAt(unit)) && isLow(text.charCodeAt(unit + 1)) ? 2 : 1;
  }
  return unit;
}

/** The code points [start, end) of a string. */
export function slice(text, start, end) {
  const from = unitAt(text, start);
  return text.slice(from, from + unitAt(text.slice(from), end - start));
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The unit behind which a text that goes on elsewhere is best cut: a line's end, a blank, or a whole character's end. */
export function cutBehind(text) {
  const line = text.lastIndexOf("\n") + 1;
  if (line > text.length / 4) return line;
  const blank = text.lastIndexOf(" ") + 1;
  if (blank > text.length / 4) return blank;
  const from = Math.max(0, text.length - 64);
  const last = Array.from(segmenter.segment(text.slice(from))).at(-1);
  return from + (last?.index || text.length - from);
}

/** The unit before which a text that began elsewhere is best cut. */
export function cutBefore(text) {
  const line = text.indexOf("\n") + 1;
  if (line > 0 && line < (text.length * 3) / 4) return line;
  const blank = text.indexOf(" ") + 1;
  if (blank > 0 && blank < (text.length * 3) / 4) return blank;
  const [, second] = segmenter.segment(text.slice(0, 64));
  return second?.index ?? 0;
}
