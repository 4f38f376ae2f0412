// The keyboard of the intake: one key a question, never while somebody types.

import { keep, keepLater, noToAll, undo } from "./answers.js";
import { all, back, form, next, one, put, typed, value } from "./questions.js";
import { said } from "./status.js";

const ANSWERS = { y: "yes", n: "no", u: "unsure", l: "longstanding" };
const PASSING = 600; // a place on the scale that stands this long is meant
const PATIENCE = 400; // for a question that may open next
let opening = false;

export async function onward(row, kept) {
  if (opens(row)) {
    // What may be asked next is not on the page yet. A key pressed before it is there
    // counts for nothing: nobody has read the question that it would answer.
    opening = true;
    await Promise.race([kept, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    opening = false;
    if (!row.contains(document.activeElement)) return;
  }
  next(row);
}

function opens(row) {
  const answers = (row.dataset.opens ?? "").split(" ");
  return answers.includes("*") || answers.includes(value(row));
}

export function onKey(event) {
  const { target } = event;
  const row = target.closest(".bk-q");
  if (event.key === "Enter") return enter(event, row);
  const number = row && target === typed(row);
  const letter = number && /^[yunlojkz]$/i.test(event.key) && !(event.ctrlKey || event.metaKey || event.altKey);
  if (!backstop.singleKeys() || (!letter && backstop.typing(event)) || event.repeat) return;
  const act = opening ? () => {} : action(event.key.toLowerCase(), row, number);
  if (!act) return;
  // Before the keys of every page: there N begins another intake.
  event.preventDefault();
  event.stopPropagation();
  act();
}

function action(key, row, number) {
  if (key === "j") return () => next(row);
  if (key === "k") return () => back(row);
  if (key === "z") return undo;
  if (!row) return null;
  if (key === "o") return () => together(row);
  if (key in ANSWERS) return () => answer(row, ANSWERS[key]);
  if (!number && /^\d$/.test(key)) return () => digit(row, key);
  return null;
}

// Enter goes on from a number, and never finishes except on the button itself.
function enter(event, row) {
  if (!event.target.matches("input, select") || !form()?.contains(event.target)) return;
  event.preventDefault();
  if (event.repeat || opening || !row || !value(row)) return;
  onward(row, keep(row));
}

function answer(row, wanted) {
  const input = all("input:not(.form-control)", row).find(
    (each) => each.value === wanted || (wanted === "unsure" && each.value === "not_sure"),
  );
  if (!input) return;
  put(row, input.value);
  onward(row, keep(row));
}

function digit(row, key) {
  if (one(".bk-scale", row)) {
    put(row, value(row) === "1" && key === "0" ? "10" : key);
    one("input:checked", row)?.focus({ preventScroll: true });
    keepLater(row, PASSING);
    return;
  }
  const input = one(`#${CSS.escape(`${row.dataset.q}-${key}`)}`, row);
  if (!one(".bk-opts", row) || !input) return;
  put(row, input.value);
  onward(row, keep(row));
}

function together(row) {
  const set = row.closest(".bk-set");
  if (set.matches(".bk-one")) {
    said("These are answered one by one");
    return;
  }
  noToAll(set);
  next(row);
}
