// The page of an intake. What an answer means is the server's to say; this file keeps
// what is answered and moves the cursor.

import { begin, catchUp, keep, keepAll, keepLater, noToAll } from "./answers.js";
import { finish } from "./finish.js";
import { onKey } from "./keys.js";
import { read } from "./language.js";
import * as queue from "./queue.js";
import { fold, form, go, next, one, typed } from "./questions.js";
import { changed } from "./status.js";

const TYPING = 2000; // words that have stood still so long are kept
const PASSING = 600; // an answer that an arrow key only passes over is not given
let byArrow = false;

// What only the plain form needs goes, and the cursor stands where asking goes on.
function start() {
  begin();
  catchUp();
  one("#save-b")?.remove();
  one(".bk-rail").classList.add("bk-live");
  if (!one("#problems") && !one(".bk-alarm")) next();
}

document.addEventListener("change", ({ target }) => {
  const row = target.closest("[data-q]");
  if (!row || !form().contains(row)) return;
  const text = typed(row);
  if (text && target === text && text.value) one(".bk-ns", row).checked = false;
  if (text && target.matches(".bk-ns:checked")) text.value = "";
  if (byArrow && target.type === "radio") keepLater(row, PASSING);
  else keep(row);
});

document.addEventListener("input", ({ target }) => {
  const row = target.closest(".bk-detail");
  if (row && target.matches("input, textarea")) keepLater(row, TYPING);
});

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const row = target.closest("[data-q]");
  if (row && !row.contains(relatedTarget)) keepAll();
});

document.addEventListener("focusin", ({ target }) => {
  const section = target.closest(".bk-sec");
  if (!section) return;
  one(".bk-nav [aria-current]")?.removeAttribute("aria-current");
  one(`.bk-nav a[href="#${section.id}"]`).setAttribute("aria-current", "step");
});

document.addEventListener(
  "keydown",
  (event) => {
    byArrow = event.key.startsWith("Arrow");
    if (form()) onKey(event);
  },
  true,
);
document.addEventListener("pointerdown", () => (byArrow = false), true);

document.addEventListener("click", (event) => {
  const toggle = event.target.closest(".bk-toggle");
  if (toggle) fold(toggle.closest(".bk-rail").matches(".open"));
  const link = event.target.closest("a");
  if (link?.getAttribute("href")?.startsWith("#")) follow(event, link.hash.slice(1));
});

// A link to a question puts the cursor there.
function follow(event, id) {
  fold(true);
  const row = document.getElementById(id)?.closest("[data-q]");
  if (!row) return;
  event.preventDefault();
  go(row);
}

document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  const button = event.submitter;
  if (button?.id === "discard") {
    form().elements.csrfmiddlewaretoken.value = backstop.csrf();
    return;
  }
  event.preventDefault();
  if (button?.id === "language") {
    read(button);
  } else if (button?.name === "no_to_all") {
    const set = button.closest(".bk-set");
    noToAll(set);
    next(one(".bk-q", set));
  } else {
    finish(button, start);
  }
});

queue.onChange(changed);
// A page that the browser kept is an old one.
addEventListener("pageshow", (event) => event.persisted && location.reload());
addEventListener("pagehide", keepAll);
start();
