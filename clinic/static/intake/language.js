// Read the script in the other language, without leaving the page.

import { all, form } from "./questions.js";
import { parsed } from "./swap.js";

export async function read(event, link) {
  event.preventDefault();
  const response = await fetch(link.href, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!response?.ok) return;
  const other = parsed(await response.text());
  for (const words of all(".bk-script")) {
    const fresh = other.getElementById(words.id);
    if (fresh) words.replaceWith(fresh);
  }
  link.replaceWith(other.getElementById("language"));
  form().elements.script.value = other.getElementById("intake").elements.script.value;
  history.replaceState(null, "", link.href);
}
