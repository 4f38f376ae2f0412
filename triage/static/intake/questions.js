// The questions on the page: what each holds, and where the cursor goes.

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

export const form = () => document.getElementById("intake");
// Questions, and what stands above the sets: each is kept alone.
export const fields = () => all("[data-q]", form());
export const rows = () => all(".bk-q", form());
export const field = (name) => one(`[data-q="${CSS.escape(name)}"]`, form());
export const typed = (row) => one(".bk-num .form-control", row);

// What a field holds as one text: "yes", "unsure", "3 weeks", "" for nothing.
export function value(row) {
  const text = typed(row);
  if (text) {
    if (one(".bk-ns:checked", row)) return "unsure";
    const number = text.value.trim();
    return number && `${number} ${one("select", row).value}`;
  }
  if (row.matches(".bk-q")) return one("input:checked", row)?.value ?? "";
  return one("input, select, textarea", row).value.trim();
}

// What the server put there, whatever was touched since.
export function original(row) {
  const copy = row.cloneNode(true);
  for (const input of all("input, textarea", copy)) {
    input.value = input.defaultValue;
    input.checked = input.defaultChecked;
  }
  for (const option of all("option", copy)) option.selected = option.defaultSelected;
  return value(copy);
}

export function put(row, wanted) {
  const text = typed(row);
  if (text) {
    const [number, unit] = wanted === "unsure" ? ["", ""] : wanted.split(" ");
    text.value = number;
    if (unit) one("select", row).value = unit;
    one(".bk-ns", row).checked = wanted === "unsure";
  } else if (row.matches(".bk-q")) {
    for (const input of all("input", row)) input.checked = input.value === wanted;
  } else {
    one("input, select, textarea", row).value = wanted;
  }
}

// What the field would send in a plain form.
export function sent(row) {
  return all("input, select, textarea", row)
    .filter((input) => !/^(radio|checkbox)$/.test(input.type) || input.checked)
    .map((input) => [input.name, input.value]);
}

export const isOpen = (row) => !value(row);
// What "No to all" answers: plain questions without an answer, never a follow-up.
export const isPlain = (row) => one(".bk-yes", row) && !row.matches(".bk-follow") && isOpen(row);

export function go(row) {
  const to = typed(row) ?? one("input:checked", row) ?? one("input, select, textarea", row);
  to.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest", behavior: "instant" });
}

// On to the next question without an answer; after the last one, to Finish. While a
// summary stands above, first to those that it names.
export function next(from) {
  const every = rows();
  const at = from ? every.indexOf(from) : -1;
  const open = every.filter(isOpen);
  const named = open.filter((row) => one(".is-invalid", row));
  const those = named.length ? named : open;
  const to = those.find((row) => every.indexOf(row) > at) ?? those[0];
  if (to) {
    go(to);
    return;
  }
  const button = document.getElementById("finish-b");
  // On a phone it is in the rail, which opens once the last answer is given.
  if (from && !button.checkVisibility()) fold(false);
  button.focus();
}

export function fold(folded) {
  one(".bk-rail").classList.toggle("open", !folded);
  one(".bk-toggle").setAttribute("aria-expanded", !folded);
}

export function back(from) {
  const every = rows();
  const at = every.indexOf(from);
  const to = every[Math.max(0, (at < 0 ? every.length : at) - 1)];
  if (to) go(to);
}

// Count what the page shows: each set, its box in the way through, and each section.
export function count() {
  const tally = {};
  for (const set of all(".bk-set", form())) {
    const asked = all(".bk-q", set);
    const done = asked.filter((row) => !isOpen(row)).length;
    const section = (tally[set.dataset.group] ??= [0, 0]);
    section[0] += done;
    section[1] += asked.length;
    showSet(set, done, asked);
  }
  for (const [id, [done, of]] of Object.entries(tally)) {
    document.getElementById(`c-${id}`).textContent = `${done}/${of}`;
    one(`[data-count="${id}"]`).textContent = `${done} of ${of} answered`;
  }
}

function showSet(set, done, asked) {
  const whole = done === asked.length;
  const ticked = asked.length > 1 ? `✓ All ${asked.length}` : "✓ Done";
  one("[data-n]", set).textContent = whole ? ticked : `${done} of ${asked.length}`;
  const box = one(`.bk-nav [data-for="${set.id.slice(2)}"]`);
  box.classList.toggle("on", whole);
  one("small", box).textContent = !whole && done ? `${done}/${asked.length}` : "";
  if (whole) one("small", box).innerHTML = '<span class="visually-hidden">complete</span>';
  set.hidden = box.parentElement.hidden = !asked.length;
  const noToAll = one(".bk-noall", set);
  if (noToAll) noToAll.hidden = !asked.some(isPlain);
}
