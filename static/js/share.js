// 分享 through the system, where the browser has it. Without it, or without this file, no page shows the button.
"use strict";

(() => {
  if (!navigator.share) return;
  document.documentElement.classList.add("can-share");
  const show = () => {
    for (const button of document.querySelectorAll("[data-share]")) button.hidden = false;
  };
  show();
  document.addEventListener("htmx:afterSettle", show); // a new list has a button of its own
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-share]");
    if (!button) return;
    const named = button.dataset.share;
    const asked = { title: document.title, url: named ? new URL(named, location.href).href : location.href };
    if (button.dataset.words) asked.text = button.dataset.words;
    navigator.share(asked).catch(() => {}); // the reader changed their mind
  });
})();
