// Finish, or leave: wait for the answers in the air, carry all that the page shows, and
// go where the server says, or show again what is open.

import { facts, keepAll } from "./answers.js";
import * as queue from "./queue.js";
import { fields, form, go, one } from "./questions.js";
import { isTooLong, refuse, shorten } from "./trouble.js";
import { said } from "./status.js";
import { parsed } from "./swap.js";

let finishing = false;

// `begin` takes a page that came back as a new one.
export async function finish(button, begin) {
  if (finishing) return;
  keepAll();
  const long = fields().find(isTooLong);
  if (long) {
    shorten(long);
    go(long);
    return;
  }
  finishing = true;
  if (queue.pending()) said("Finishing when every answer is saved");
  const response = await queue.add({
    names: null,
    url: form().dataset.finish,
    body: () => everything(button),
    starts: () => hold(true),
    ends: () => hold(false),
  });
  finishing = false;
  const where = response.headers.get("HX-Redirect");
  if (where) location.assign(where);
  else if (response.text.includes('id="page"')) showAgain(response.text, begin);
  else refuse(null, parsed(response.text).body, response.status);
}

// While it is judged nothing is answered; the cursor comes back where it was.
let cursor;
function hold(still) {
  if (still) cursor = document.activeElement;
  form().inert = still;
  if (!still) cursor?.focus({ preventScroll: true });
}

function everything(button) {
  facts();
  const whole = new FormData(form());
  // It may be older than the sign-in, and would count before the one in the header.
  whole.delete("csrfmiddlewaretoken");
  if (button?.name) whole.set(button.name, button.value);
  return new URLSearchParams([...whole]);
}

function showAgain(html, begin) {
  const page = parsed(html);
  document.title = page.title;
  document.getElementById("page").replaceWith(page.getElementById("page"));
  begin();
  scrollTo({ top: 0, behavior: "instant" });
  one("[data-focus]")?.focus({ preventScroll: true });
}
