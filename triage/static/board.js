// The board, live: asked again every 20 seconds while somebody looks at it.
//
// Rows never move under a hand: while the pointer or the focus is in the list, news
// waits behind a button. Only the words of the clocks are brought up to date at once.
const EVERY = 20_000;
const PARTS = ["board-tiles", "board-chips", "board-list"];

const news = document.getElementById("board-news");
const status = document.querySelector("#board-status span");
const list = () => document.getElementById("board-list");
const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const time = (at, options) => at.toLocaleTimeString("en-GB", options);

let checked = new Date();
let missed = 0;
let waiting = null;
let row = ""; // where in the list the focus was last

// A hand is where the pointer is, or the focus. A finger leaves no pointer behind.
const handIsIn = (part) =>
  part.contains(document.activeElement) ||
  (matchMedia("(hover: hover)").matches && part.matches(":hover"));

// Whoever had the focus on a row has it there again afterwards, wherever the row is.
function show(page) {
  const focused = document.activeElement.id || (news.contains(document.activeElement) && row);
  for (const id of PARTS) document.getElementById(id).replaceWith(page.getElementById(id));
  settled();
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

// Each row with what would be news about it: state, level, owner, next step, lateness.
const marks = (page) =>
  new Map([...page.querySelectorAll("#board-list tr[id]")].map((each) => [each.id, each]));

function changes(page) {
  const before = marks(document);
  const after = marks(page);
  const fresh = [...after.values()].filter((row) => !before.has(row.id));
  const changed = [...after.values()].filter(
    (row) => before.has(row.id) && before.get(row.id).dataset.mark !== row.dataset.mark,
  );
  const gone = [...before.keys()].filter((id) => !after.has(id));
  const emergencies = [...fresh, ...changed].filter(
    (row) => row.dataset.level === "emergency" &&
      before.get(row.id)?.dataset.level !== "emergency",
  ).length;
  return { total: fresh.length + changed.length + gone.length, emergencies };
}

function refreshClocks(page) {
  const after = marks(page);
  for (const [id, row] of marks(document)) {
    const clock = after.get(id)?.querySelector("time.bk-clock");
    const old = row.querySelector("time.bk-clock");
    if (clock && old && old.textContent !== clock.textContent) {
      old.replaceWith(clock.cloneNode(true));
    }
  }
}

function say(words, action, { level = "", role = "status" } = {}) {
  const said = news.querySelector("p");
  if (said?.dataset.words === words) return;
  const line = document.createElement("p");
  line.className = level;
  line.dataset.words = words;
  line.setAttribute("role", role);
  line.append(words, " ", action);
  news.replaceChildren(line);
}

function button(words, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", press);
  return made;
}

function received(html) {
  const page = parse(html);
  const { total, emergencies } = changes(page);
  if (!handIsIn(list())) return show(page);
  refreshClocks(page);
  if (!total) return;
  waiting = page;
  const urgent = emergencies
    ? `${emergencies} new emergenc${emergencies === 1 ? "y" : "ies"}, `
    : "";
  say(`${urgent}${total} update${total === 1 ? "" : "s"}.`, button("Show", () => show(waiting)), {
    level: emergencies ? "bk-em" : "",
    role: emergencies ? "alert" : "status",
  });
}

function answered() {
  missed = 0;
  checked = new Date();
  status.textContent = `Checked ${time(checked)}. Next check in 20 s.`;
  if (!waiting) settled();
}

// What the page shows is how things are.
function settled() {
  waiting = null;
  news.replaceChildren();
}

function notAnswered() {
  missed += 1;
  if (missed < 2) return;
  const since = time(checked, { hour: "2-digit", minute: "2-digit" });
  const words = `Not up to date since ${since}.`;
  status.textContent = words;
  say(words, button("Reload", () => location.reload()), { role: "alert" });
}

document.addEventListener("focusin", ({ target }) => {
  if (list().contains(target)) row = target.id;
});

function tick() {
  if (document.visibilityState !== "visible") return;
  document.body.dispatchEvent(new CustomEvent("board-tick"));
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt === news) event.detail.parameters.digest = list().dataset.digest;
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt !== news) return;
  const { xhr, successful } = event.detail;
  if (!successful) return notAnswered();
  answered();
  if (xhr.status === 200) received(xhr.responseText);
  else settled();
});

// Somebody who comes back to the page sees it as it is now, not in 20 seconds.
document.addEventListener("visibilitychange", () => {
  if (new Date() - checked > EVERY) tick();
});

setInterval(tick, EVERY);
