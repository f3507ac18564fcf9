// Dragging over the years fills the two fields beside them and asks. Without this file a bar is a link to its year.
"use strict";

(() => {
  let drawn = null;
  let begun = 0;
  let moved = false;

  const yearOf = (bar) => Number(bar.getAttribute("data-year"));

  // The year under the pointer, by its place on the drawing: also where no bar stands.
  function yearAt(event) {
    const box = drawn.getBoundingClientRect();
    const first = Number(drawn.dataset.first);
    const last = Number(drawn.dataset.last);
    const share = (event.clientX - box.left) / box.width;
    return Math.min(last, Math.max(first, first + Math.floor(share * (last - first + 1))));
  }

  function show(from, to) {
    for (const bar of drawn.querySelectorAll(".bar")) {
      bar.classList.toggle("is-chosen", yearOf(bar) >= from && yearOf(bar) <= to);
    }
    const fields = drawn.closest(".facet").querySelector("form.range").elements;
    fields.from.value = from;
    fields.to.value = to;
  }

  document.addEventListener("pointerdown", (event) => {
    drawn = event.button === 0 && event.target.closest && event.target.closest("svg[data-first]");
    if (!drawn) return;
    begun = yearAt(event);
    moved = false;
  });

  document.addEventListener("pointermove", (event) => {
    if (!drawn) return;
    const year = yearAt(event);
    if (year !== begun) moved = true;
    if (moved) show(Math.min(begun, year), Math.max(begun, year));
  });

  document.addEventListener("pointerup", () => {
    const form = drawn && moved && drawn.closest(".facet").querySelector("form.range");
    drawn = null;
    if (form) form.requestSubmit();
  });

  document.addEventListener("pointercancel", () => {
    drawn = null;
  });

  // A drag that ends on a bar is no click on it; nor is a bar a picture to carry away.
  document.addEventListener("click", (event) => {
    if (moved && event.target.closest && event.target.closest("svg[data-first]")) event.preventDefault();
    moved = false;
  }, true);
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest && event.target.closest("svg[data-first]")) event.preventDefault();
  });
})();
