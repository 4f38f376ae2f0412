// What the page says of its own saving. Only trouble is announced.

import { form, one } from "./questions.js";

const WORDS = {
  network: "Not saved. Trying again. Do not close this page.",
  "signed-out": "Not saved: you are signed out. Your answers are kept on this page.",
  forbidden: "Not saved: you may not answer here any more. Your answers are kept on this page, and sent when you may.",
};
const NOTICED = 300; // a shorter wait is not worth a word
let saving; // the clock of that wait
let at = null; // when the last answer was saved
let shown = "";

export function said(words) {
  at = null;
  one("#said span").textContent = words;
}

function saved() {
  at = Date.now();
  tick();
}

// How many answers are on their way, and what is wrong, if anything.
export function changed(waiting, trouble) {
  one("#said").dataset.waiting = waiting;
  clearTimeout(saving);
  if (trouble) said(`${waiting} not saved yet`);
  else if (waiting) saving = setTimeout(() => said("Saving…"), NOTICED);
  else saved();
  if (trouble === shown) return;
  shown = trouble;
  const bar = one("#trouble");
  bar.hidden = !trouble;
  bar.replaceChildren(WORDS[trouble] ?? "");
  if (trouble === "signed-out") bar.append(" ", signIn());
}

export function tell(...words) {
  const bar = one("#trouble");
  bar.replaceChildren(...words);
  bar.hidden = false;
}

// The intake is over, or another's: it shows what it is now.
export function over(sentence) {
  const again = Object.assign(document.createElement("a"), { href: "", textContent: "Open it again" });
  tell(sentence, " ", again);
}

function signIn() {
  return Object.assign(document.createElement("a"), {
    href: form().dataset.signIn,
    target: "_blank",
    rel: "noopener",
    textContent: "Sign in in a new tab",
  });
}

function tick() {
  if (at === null) return;
  const seconds = Math.round((Date.now() - at) / 1000);
  const time = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  one("#said span").textContent = seconds < 60 ? `Saved ${seconds} s ago` : `Saved at ${time}`;
}

setInterval(tick, 1000);
