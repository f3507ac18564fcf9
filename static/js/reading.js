// Reading a report: steps through the hits, the window on the strip, the place in the contents.
// Without this file the strip's links, 上一处, 下一处 and the contents still lead everywhere.
"use strict";

(() => {
  const hits = document.querySelectorAll("mark[id]");
  const count = document.querySelector(".hit-bar output");
  const ticks = [...document.querySelectorAll(".strip a")];
  const field = document.querySelector(".strip .window");
  const text = document.querySelector(".text");
  const steps = document.querySelector(".hit-steps");
  const numbers = [...hits].map((hit) => Number(hit.id.slice(1))); // of a long text in parts: those of this part
  const [first, last] = [numbers[0], numbers[numbers.length - 1]];

  function show(number) {
    if (count) count.textContent = number ? `${number} / ` : "";
    let nearest = null; // hits that lie close together share a tick, which bears the number of the first
    for (const tick of ticks) {
      tick.removeAttribute("aria-current");
      if (number && Number(tick.getAttribute("href").slice(2)) <= number) nearest = tick;
    }
    if (nearest) nearest.setAttribute("aria-current", "true");
    for (const step of numbers.length ? document.querySelectorAll("[data-step]") : []) {
      const by = Number(step.dataset.step);
      const next = number ? number + by : by > 0 ? first : last;
      if (next < first) step.href = steps.dataset.before || `#h${last}`;
      else if (next > last) step.href = steps.dataset.after || `#h${first}`;
      else step.href = `#h${next}`;
    }
  }

  function fromAddress() {
    const match = /^#h(\d+)$/.exec(location.hash);
    show(match && document.getElementById(match[0].slice(1)) ? Number(match[1]) : 0);
  }

  // #p5000 alone names a paragraph of another part of a long text.
  const paragraph = /^#p(\d+)$/.exec(location.hash);
  const address = new URL(location.href);
  if (paragraph && document.querySelector(".parts") && !document.getElementById(paragraph[0].slice(1))) {
    if (address.searchParams.get("p") !== paragraph[1]) {
      for (const name of ["part", "quote"]) address.searchParams.delete(name);
      address.searchParams.set("p", paragraph[1]);
      location.replace(address);
    }
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
      const strip = field.ownerSVGElement;
      const width = strip.viewBox.baseVal.width;
      const [begin, share] = (strip.dataset.part || "0 1").split(" ").map(Number);
      const from = Math.min(1, Math.max(0, -top / height));
      const to = Math.min(1, Math.max(0, (window.innerHeight - top) / height));
      field.setAttribute("x", String((begin + from * share) * width));
      field.setAttribute("width", String((to - from) * share * width));
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
