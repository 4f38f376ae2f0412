// Keep what is answered: each question alone, with what the page had seen of it.

import * as queue from "./queue.js";
import { choose, clear, clash, isTooLong, refuse, shorten } from "./trouble.js";
import { all, count, field, fields, form, go, isOpen, isPlain, one, original, put, sent, value } from "./questions.js";
import { said } from "./status.js";
import { parsed, startOver, swap } from "./swap.js";

let counter; // of the presses of this page
let held; // what each question held when it was last sent
let seen; // the last line of each that this page knows
let undone; // what Z takes back: [[question, value before], ...] each
const gone = new Map(); // what questions held that are no longer on the page
const later = new Map(); // answers that are not sure to stay: typing, or passing by

// Take the page as the server made it.
export function begin() {
  counter = 1;
  undone = [];
  later.clear();
  gone.clear();
  held = new Map(fields().map((row) => [row.dataset.q, original(row)]));
  const pairs = form().elements.seen.value.split(" ").filter(Boolean);
  seen = new Map(pairs.map((pair) => pair.split(":")));
  startOver();
  for (const both of all(".bk-clash")) choose(both.closest("[data-q]"), both, choices);
}

// What was answered before this script ran is kept like any other; what a browser only
// remembers from an earlier visit was given by nobody.
export function catchUp() {
  for (const row of fields()) {
    if (value(row) === held.get(row.dataset.q)) continue;
    if (navigator.userActivation?.hasBeenActive) keep(row);
    else put(row, held.get(row.dataset.q));
  }
}

export function facts() {
  form().elements.counter.value = (counter += 1);
  form().elements.seen.value = [...seen].map((pair) => pair.join(":")).join(" ");
}

function body(extra) {
  const { page, script } = form().elements;
  const shown = all('[id^="f-"]:not(:empty)', form()).map((each) => each.id.slice(2));
  return new URLSearchParams([
    ["page", page.value],
    ["script", script.value],
    ["shown", shown.join(" ")],
    ...extra,
  ]);
}

// Keep what `row` holds, if that is new. Resolves when the page shows what follows.
export function keep(row, { isUndo = false } = {}) {
  const name = row.dataset.q;
  clearTimeout(later.get(name));
  later.delete(name);
  const before = held.get(name) ?? "";
  const now = value(row);
  const theirs = one(".bk-clash", row);
  if (now === before && !theirs) return Promise.resolve();
  if (theirs) seen.set(name, theirs.dataset.row);
  const taken = [[name, before]];
  if (row.matches(".bk-q") && now !== before && !isUndo) undone.push(taken);
  held.set(name, now);
  clear(row);
  count();
  if (isTooLong(row)) {
    shorten(row);
    return Promise.resolve();
  }
  const mine = (counter += 1);
  const answer = sent(row);
  return queue
    .add({
      names: [name],
      url: form().dataset.answer,
      body: () => body([["finding", name], ["counter", mine], ["seen", line(name)], ...answer]),
    })
    .then((response) => arrived(response, name, taken));
}

const line = (name) => (seen.has(name) ? `${name}:${seen.get(name)}` : "");

// Keep it when it has stood for a while, or when the cursor leaves it.
export function keepLater(row, time) {
  clearTimeout(later.get(row.dataset.q));
  later.set(row.dataset.q, setTimeout(() => keep(row), time));
}

export function keepAll() {
  for (const name of [...later.keys()]) {
    const row = field(name);
    if (row) keep(row);
  }
}

export function noToAll(set) {
  const questions = all(".bk-q", set);
  const those = questions.filter(isPlain);
  if (!those.length) return Promise.resolve();
  undone.push(those.map((row) => [row.dataset.q, ""]));
  for (const row of those) {
    put(row, "no");
    clear(row);
    held.set(row.dataset.q, "no");
  }
  count();
  const words = `no to ${those.length} in “${one("h3", set).textContent}”. Undo: Z`;
  const mine = (counter += 1);
  return queue
    .add({
      names: questions.map((row) => row.dataset.q),
      url: form().dataset.group.replace("SET", set.id.slice(2)),
      body: () => body([["counter", mine], ["seen", ""]]),
    })
    .then((response) => {
      arrived(response, those[0].dataset.q);
      if (response.status === 200) said(`Saved: ${words}`);
    });
}

export async function undo() {
  while (undone.length) {
    const last = undone.pop();
    const here = last.filter(([name]) => field(name));
    if (!here.length) continue; // a follow-up that no longer applies
    const kept = here.map(([name, before]) => restore(name, before));
    go(field(here[0][0]));
    said("Undone");
    await Promise.all(kept);
    // The follow-ups that it took away are back, without their answers, one by one.
    for (const [name, before] of last.filter((each) => !here.includes(each))) {
      if (field(name) && isOpen(field(name))) await restore(name, before);
    }
    return;
  }
}

function restore(name, before) {
  put(field(name), before);
  return keep(field(name), { isUndo: true });
}

function arrived({ status, headers, text }, name, taken) {
  const row = field(name);
  const rows = (headers.get("Backstop-Rows") ?? "").split(" ").filter(Boolean);
  const wrote = rows.map((pair) => pair.split(":"));
  for (const [question, number] of wrote) seen.set(question, number);
  const upto = headers.get("Backstop-Upto");
  if (upto && swap(text, Number(upto))) tidy();
  const withdrawn = wrote.map(([question]) => question).filter((each) => gone.get(each));
  taken?.push(...withdrawn.map((each) => [each, gone.get(each)]));
  if (status === 200) return;
  if (status === 409 && row) {
    said("One answer is not saved: see its question");
    clash(row, one(".bk-clash", parsed(text)), choices);
    return;
  }
  refuse(row, parsed(text).body, status);
  if (row && ![409, 422].includes(status)) held.delete(name);
}

// Questions came or went with the reply.
function tidy() {
  for (const [name, value] of held) {
    if (field(name)) continue;
    gone.set(name, value);
    held.delete(name);
  }
  for (const row of fields()) {
    gone.delete(row.dataset.q);
    if (!held.has(row.dataset.q)) held.set(row.dataset.q, value(row));
  }
  count();
  one("#discard")?.remove();
}

// Both answers stand there: the page keeps whichever somebody chooses.
const choices = {
  theirs,
  mine(row) {
    keep(row);
    go(row);
  },
};

function theirs(row, { value: wanted, row: number }) {
  put(row, wanted);
  held.set(row.dataset.q, wanted);
  seen.set(row.dataset.q, number);
  clear(row);
  count();
  go(row);
}
