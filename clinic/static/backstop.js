// What every page does. Pages of their own kind add a file of their own.
"use strict";

const backstop = {
  // The token of now: a sign-in in another tab changes it.
  csrf: () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "",
  singleKeys: () => document.body.dataset.singleKeys === "on",
  // Whether a key is meant as text, or for the browser, or is still held down.
  typing(event) {
    const { target } = event;
    return (
      event.ctrlKey || event.metaKey || event.altKey || event.repeat ||
      target.isContentEditable ||
      target.matches("textarea, select") ||
      (target.matches("input") && !/^(radio|checkbox|button|submit)$/.test(target.type))
    );
  },
};

const menus = () => document.querySelectorAll(".bk-menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  if (!backstop.singleKeys() || event.defaultPrevented || backstop.typing(event)) return;
  // A page's own keys come first; what is left is for the marked field or link.
  const key = CSS.escape(event.key.toLowerCase());
  const marked = [...document.querySelectorAll(`[aria-keyshortcuts="${key}"]`)];
  const target = marked.find((element) => element.checkVisibility());
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) target.focus();
  else target.click();
});

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = backstop.csrf();
});

document.addEventListener("DOMContentLoaded", () => {
  document.querySelector("[data-focus]")?.focus();
});
