// Reading a report: steps through the hits, the window on the strip, the place in the contents.
// Without this file the strip's links, 上一处, 下一处 and the contents still lead everywhere.
"use strict";

(() => {
  const hits = document.querySelectorAll("mark[id]");
  const count = document.querySelector(".hit-bar output");
  const ticks = [...document.querySelectorAll(".strip a")];
  const field = document.querySelector(".strip .window");
  const text = document.querySelector(".text");

  function show(number) {
    if (count) count.textContent = number ? `${number} / ` : "";
    let nearest = null; // hits that lie close together share a tick, which bears the number of the first
    for (const tick of ticks) {
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
    const step = { n: 1, N: -1, p: -1 }[event.key];
    const link = step && document.querySelector(`[data-step="${step}"]`);
    if (!link) return;
    link.click();
    fromAddress(); // hashchange comes later than the next key
  });
  fromAddress();

  // Which part of the text the window shows, on the strip and in the contents.
  const headings = [...document.querySelectorAll(".text h2[id], .text h3[id]")];
  const entries = [...document.querySelectorAll(".outline a")];

  function place() {
    waiting = false;
    const { top, height } = text.getBoundingClientRect();
    if (field && height) {
      const width = field.ownerSVGElement.viewBox.baseVal.width;
      const from = Math.min(1, Math.max(0, -top / height));
      const to = Math.min(1, Math.max(0, (window.innerHeight - top) / height));
      field.setAttribute("x", String(from * width));
      field.setAttribute("width", String((to - from) * width));
    }
    let here = -1;
    headings.forEach((heading, index) => {
      if (heading.getBoundingClientRect().top < 160) here = index;
    });
    entries.forEach((entry, index) => {
      if (index === here) entry.setAttribute("aria-current", "true");
      else entry.removeAttribute("aria-current");
    });
  }

  let waiting = false;
  function placeSoon() {
    if (!waiting) requestAnimationFrame(place);
    waiting = true;
  }
  if (text) {
    window.addEventListener("scroll", placeSoon, { passive: true });
    window.addEventListener("resize", placeSoon);
    place();
  }

  // A sheet has served when one of its links is taken.
  for (const sheet of document.querySelectorAll(".sheet")) {
    sheet.addEventListener("click", (event) => {
      if (event.target.closest("a") && sheet.hidePopover) sheet.hidePopover();
    });
  }
})();
