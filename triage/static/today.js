// Keep the lists of Today fresh without ever moving a row under the hand.
//
// While the pointer, a finger or the focus is in the lists, news waits behind a button;
// only the words of the clocks are brought up to date at once.
"use strict";

const EVERY = 20_000;
const CLOCKS = "time.bk-clock, .bk-ago";

const live = document.getElementById("live");
const news = document.getElementById("news");
const checked = document.getElementById("checked");

let waiting = null;
let missed = 0;
let touched = false;

const handIsIn = () =>
  touched ||
  live.contains(document.activeElement) ||
  (matchMedia("(hover: hover)").matches && live.matches(":hover"));

function settled(seen) {
  live.dataset.seen = seen;
  waiting = null;
  news.hidden = true;
}

function show() {
  if (!waiting) return;
  live.innerHTML = waiting.html;
  settled(waiting.seen);
}

// The lists without what time alone changes.
function still(page) {
  const copy = page.cloneNode(true);
  for (const clock of copy.querySelectorAll(CLOCKS)) clock.remove();
  return copy.innerHTML;
}

function refreshClocks(page) {
  const clocks = [...page.querySelectorAll(CLOCKS)];
  for (const old of [...live.querySelectorAll(CLOCKS)]) old.replaceWith(clocks.shift());
}

function received(html, seen) {
  waiting = { html, seen };
  if (!handIsIn()) return show();
  const page = document.createElement("div");
  page.innerHTML = html;
  if (still(page) !== still(live)) {
    news.hidden = false;
    return;
  }
  refreshClocks(page);
  settled(seen);
}

function say(words) {
  checked.querySelector("span").textContent = words;
  checked.classList.toggle("bk-over", missed > 1);
}

function notAnswered() {
  missed += 1;
  if (missed > 1) say(`Not up to date since ${checked.dataset.at}. Load the page again.`);
}

async function ask() {
  const seen = waiting ? waiting.seen : live.dataset.seen;
  const response = await fetch(live.dataset.url, {
    headers: {
      "X-Backstop-Poll": "1",
      "X-Backstop-Seen": seen,
      "X-Requested-With": "fetch",
    },
  });
  if (!response.ok) throw new Error(response.status);
  if (response.status === 200) {
    received(await response.text(), response.headers.get("X-Backstop-Seen"));
  }
  missed = 0;
  checked.dataset.at = response.headers.get("X-Backstop-At");
  say(`Updates by itself. Last checked ${checked.dataset.at}.`);
}

function tick() {
  if (document.visibilityState === "visible") ask().catch(notAnswered);
}

function left() {
  if (!handIsIn()) show();
}

news.querySelector("button").addEventListener("click", show);
live.addEventListener("pointerleave", left);
live.addEventListener("focusout", () => setTimeout(left));
for (const [name, state] of [["touchstart", true], ["touchend", false], ["touchcancel", false]]) {
  live.addEventListener(name, () => { touched = state; }, { passive: true });
}
document.addEventListener("visibilitychange", tick);
setInterval(tick, EVERY);
