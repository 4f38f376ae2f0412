// Put the parts of a reply in their places, without ever touching a question that
// somebody may be in, and without moving the cursor.

import { all, form, one } from "./questions.js";

const PARTS = ["now", "why", "finish-b", "heard", "alarm"];
let upto = 0;

export const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

// `line` is the last line of the log that the reply knows of: one that overtook it on
// the way has told more already.
export function swap(html, line) {
  if (line < upto) return false;
  upto = line;
  const reply = parsed(html);
  const alarmed = Boolean(one(".bk-alarm"));
  for (const id of PARTS) replace(document.getElementById(id), reply.getElementById(id));
  if (!alarmed) raise(one(".bk-alarm"));
  entitle();
  const open = one(".bk-rail").matches(".open");
  one(".bk-toggle").setAttribute("aria-expanded", open);
  all('[id^="f-"]', reply.body).forEach(comeOrGo);
  fired(reply);
  return true;
}

export const startOver = () => (upto = 0);

const squeezed = (element) => element.innerHTML.replace(/\s+/g, "");

// The element stays, so that the cursor stays on it and a reader hears only what is new.
function replace(old, fresh) {
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  if (squeezed(old) === squeezed(fresh)) return;
  const opened = all("details[open]", old).map((each) => each.id);
  old.replaceChildren(...fresh.childNodes);
  for (const each of all("details", old)) each.open = opened.includes(each.id);
}

// The tab says it too, for whoever is in another one.
function entitle() {
  const first = one("#problems") ? "Error: " : (one(".bk-alarm")?.dataset.title ?? "");
  document.title = first + document.title.replace(/^\w+: /, "");
}

// A new alarm is brought into view, unless somebody is in the middle of a word.
function raise(alarm) {
  if (!alarm || document.activeElement.matches("textarea, input:not([type=radio])")) return;
  const { top, bottom } = alarm.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) alarm.scrollIntoView({ block: "start", behavior: "instant" });
}

// A question that begins or ceases to apply. One that is there already is left alone.
function comeOrGo(fresh) {
  const old = document.getElementById(fresh.id);
  if (Boolean(old.firstElementChild) !== Boolean(fresh.firstElementChild)) {
    old.replaceChildren(...fresh.childNodes);
  }
}

// The line under each question whose answer made a rule fire; others have ceased.
function fired(reply) {
  for (const old of all(".bk-fired", form())) {
    if (!reply.getElementById(old.id)) old.remove();
  }
  for (const line of all(".bk-fired", reply.body)) {
    const row = document.getElementById(line.id.replace("fired-", "q-"));
    if (!row) continue;
    const old = document.getElementById(line.id);
    if (old) replace(old, line);
    else one(".bk-script", row).before(line);
  }
}
