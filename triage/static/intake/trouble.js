// What is wrong at one question: a value that cannot be, or somebody else's answer.

import { all, one, value } from "./questions.js";
import { over, said, tell } from "./status.js";

const [REFUSED, GONE] = [422, 410];

export function clear(row) {
  for (const old of all(".invalid-feedback, .bk-todo, .bk-clash", row)) old.remove();
  for (const input of all(".is-invalid", row)) {
    input.classList.remove("is-invalid");
    input.removeAttribute("aria-invalid");
  }
  settle(row.dataset.q);
}

// A line of the summary that is dealt with leaves it, and at last the summary itself.
function settle(name) {
  const problems = document.getElementById("problems");
  if (!problems) return;
  one(`[data-about="${CSS.escape(name)}"]`, problems)?.remove();
  const left = all("li", problems).length;
  if (left) one("[data-n]", problems).textContent = left === 1 ? "1 thing" : `${left} things`;
  else if (!one("#leave", problems)) problems.remove();
  else one("h2", problems).hidden = true;
}

// `reply` is our own sentence only where it says that the answer is refused, or the
// intake over; anything else may be a whole page, of whatever stands between.
export function refuse(row, reply, status) {
  if (status === GONE) over(reply.textContent.trim());
  else if (!row) tell("Not saved: the server did not take it. Your answers are kept on this page: try again.");
  else if (status === REFUSED) object(row, ...reply.childNodes);
  else object(row, line(row, "Not saved: the server did not take this answer. Give it again."));
}

// Words may be longer than the log takes: they are never cut, so somebody shortens them.
export const isTooLong = (row) => [...value(row)].length > Number(row.dataset.most ?? Infinity);

export function shorten(row) {
  object(row, line(row, `Shorten this to ${row.dataset.most} characters or fewer.`));
}

function line(row, words) {
  return Object.assign(document.createElement("p"), {
    className: "invalid-feedback",
    id: `e-${row.dataset.q}`,
    textContent: `Error: ${words}`,
  });
}

function object(row, ...sentence) {
  said("One answer is not saved: see its question");
  clear(row);
  const control = one(".bk-seg, .bk-opts, .bk-scale, .bk-num, input, select, textarea", row);
  control.after(...sentence);
  for (const input of all("input:not([type=checkbox]), textarea", row)) {
    input.classList.add("is-invalid");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `e-${row.dataset.q}`);
  }
}

// Somebody else has answered since: both stand there until somebody chooses.
export function clash(row, both, choices) {
  clear(row);
  row.append(both);
  choose(row, both, choices);
}

export function choose(row, both, choices) {
  const { value, row: number } = both.dataset;
  one(".bk-clash-plain", both)?.remove();
  both.append(
    button("Keep theirs", () => choices.theirs(row, { value, row: number })),
    button("Use mine", () => choices.mine(row)),
  );
}

function button(words, press) {
  const made = Object.assign(document.createElement("button"), {
    type: "button",
    className: "btn btn-quiet",
    textContent: words,
  });
  made.addEventListener("click", press);
  return made;
}
