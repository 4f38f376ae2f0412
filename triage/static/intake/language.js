// Read the script in the other language, without leaving the page.

import { all, form } from "./questions.js";
import { parsed } from "./swap.js";

export async function read(button) {
  const where = `?script=${button.value}`;
  const response = await fetch(where, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!response?.ok) return;
  const other = parsed(await response.text());
  for (const words of all(".bk-script")) {
    const fresh = other.getElementById(words.id);
    if (fresh) words.replaceWith(fresh);
  }
  const back = other.getElementById("language");
  const here = document.activeElement === button;
  button.replaceWith(back);
  if (here) back.focus({ preventScroll: true });
  form().elements.script.value = other.getElementById("intake").elements.script.value;
  history.replaceState(null, "", where);
}
