// A list of results that htmx replaces: focus, scroll, an open sheet and opened lists stay; work and failure are told.
"use strict";

(() => {
  const KEPT_OPEN = ["filters"]; // a phone's sheet, in which several values are chosen one after another
  let before = null;

  const byId = (id) => document.getElementById(id);
  const isOpen = (sheet) => Boolean(sheet) && sheet.matches(":popover-open");
  const topOf = (element) => element.getBoundingClientRect().top;

  // What the reader has before him, to be found again in the new list.
  function remember(found) {
    const focused = found.contains(document.activeElement) ? document.activeElement : null;
    const leading = focused && focused.closest("[data-leads]");
    before = {
      had: Boolean(focused),
      id: leading ? leading.dataset.leads : focused && focused.id,
      leads: Boolean(leading),
      top: focused ? topOf(focused) : 0,
      sheets: KEPT_OPEN.filter((id) => isOpen(byId(id))).map((id) => [id, byId(id).scrollTop]),
      opened: [...found.querySelectorAll("details[id][open]")].map((each) => each.id),
    };
  }

  function restore() {
    const was = before;
    before = null;
    if (!was) return;
    for (const id of was.opened) if (byId(id)) byId(id).open = true;
    for (const [id, scrolled] of was.sheets) {
      const sheet = byId(id);
      if (!sheet || !sheet.showPopover || isOpen(sheet)) continue;
      sheet.showPopover();
      sheet.scrollTop = scrolled;
    }
    if (!was.had) return;
    const same = was.id && byId(was.id);
    const sheet = was.sheets.length && byId(was.sheets[0][0]);
    const next = same || (sheet && sheet.querySelector("button")) || byId("total");
    if (!next) return;
    next.focus({ preventScroll: true });
    if (was.leads) next.scrollIntoView({ block: "start" });
    else if (same && !sheet) window.scrollBy(0, topOf(same) - was.top);
  }

  const isList = (event) => event.detail && event.detail.target && event.detail.target.id === "found";

  function told(words) {
    const status = byId("work-told");
    if (status) status.textContent = words;
  }

  function failed(words, address) {
    const note = byId("work-failed");
    if (!note) return;
    note.querySelector("span").textContent = words;
    note.querySelector("a").href = address;
    note.hidden = false;
    note.scrollIntoView({ block: "nearest" });
    told("");
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isList(event)) return;
    byId("work-failed").hidden = true;
    byId("found").setAttribute("aria-busy", "true");
    told(byId("work-told").dataset.busy);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (isList(event)) remember(byId("found"));
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "found") return;
    restore();
    told(byId("total") ? byId("total").textContent : "");
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const found = byId("found");
    if (found && isList(event)) found.removeAttribute("aria-busy");
  });

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, (event) => {
      if (!isList(event)) return;
      const sentences = byId("work-failed").dataset;
      const status = name === "htmx:responseError" ? event.detail.xhr.status : 0;
      failed(status ? sentences.refused.replace("{0}", status) : sentences.offline, event.detail.pathInfo.finalRequestPath);
    });
  }
})();
