// Steps through the hits of a report. Without this file the strip's links and 上一处, 下一处 still lead to hits.
"use strict";

const bar = document.querySelector(".hit-bar");
const hits = document.querySelectorAll("mark[id]");
const count = bar && bar.querySelector("output");

function show(number) {
  if (count) count.textContent = number ? `${number} / ` : "";
  let nearest = null; // hits that lie close together share a tick, which bears the number of the first
  for (const tick of document.querySelectorAll(".strip a")) {
    tick.removeAttribute("aria-current");
    if (number && Number(tick.getAttribute("href").slice(2)) <= number) nearest = tick;
  }
  if (nearest) nearest.setAttribute("aria-current", "true");
  for (const step of document.querySelectorAll("[data-step]")) {
    const next = number + Number(step.dataset.step);
    step.href = `#h${next < 1 ? hits.length : next > hits.length ? 1 : next}`;
  }
}

function fromAddress() {
  const match = /^#h(\d+)$/.exec(location.hash);
  show(match && Number(match[1]) <= hits.length ? Number(match[1]) : 0);
}

window.addEventListener("hashchange", fromAddress);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const step = { n: 1, p: -1 }[event.key];
  const link = step && document.querySelector(`[data-step="${step}"]`);
  if (!link) return;
  link.click();
  fromAddress(); // hashchange comes later than the next key
});
fromAddress();
