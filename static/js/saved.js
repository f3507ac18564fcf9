// The saved list (夹签), kept in this browser. Without this file every 夹签 is a link to a list of its own.
"use strict";

(() => {
  const KEY = "jiceng-saved";
  const MOST = 200;
  const status = document.querySelector("[data-saved-status]");
  const page = document.querySelector("[data-saved-page]");
  const read = page ? page.dataset.savedPage.split(",").filter(Boolean).map(Number) : null;

  function saved() {
    try {
      const ids = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(ids) ? [...new Set(ids.filter((id) => Number.isSafeInteger(id) && id > 0))].slice(0, MOST) : [];
    } catch {
      return []; // storage is forbidden, or holds what is not ours
    }
  }

  function keep(ids) {
    try {
      localStorage.setItem(KEY, JSON.stringify(ids));
      return true;
    } catch {
      say("forbidden");
      return false;
    }
  }

  // The sentences are the server's, in the language of the page: templates/archive/_saved_words.html.
  function say(name, ...numbers) {
    if (status) status.textContent = status.dataset[name].replace(/\{(\d)\}/g, (_, place) => numbers[place]);
  }

  const address = (ids) => (ids.length ? `/saved/?ids=${ids.join(",")}` : "/saved/");

  function show() {
    const ids = saved();
    const link = document.querySelector("[data-saved-link]");
    if (link) {
      link.href = address(ids);
      link.querySelector("[data-saved-count]").textContent = ids.length || "";
    }
    for (const button of document.querySelectorAll("[data-save]")) {
      const held = ids.includes(Number(button.dataset.save));
      button.setAttribute("role", "button");
      button.setAttribute("aria-pressed", String(held));
      button.firstChild.textContent = held ? status.dataset.held : status.dataset.unheld;
    }
    if (!page) return;
    const same = read.length === ids.length && read.every((id) => ids.includes(id));
    page.querySelector("[data-saved-shared]").hidden = same || !read.length;
    for (const clear of page.querySelectorAll("[data-saved-clear]")) clear.hidden = !same || !read.length;
  }

  function toggle(id) {
    const ids = saved();
    if (ids.includes(id)) {
      if (keep(ids.filter((each) => each !== id))) say("dropped");
    } else if (ids.length >= MOST) {
      say("full", MOST);
    } else if (keep([...ids, id])) {
      say("kept", ids.length + 1);
    }
    show();
  }

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return; // a new tab is the reader's wish
    const target = event.target.closest("[data-save], [data-saved-drop], [data-saved-merge], [data-saved-clear]");
    if (!target) return;
    if (target.dataset.save) {
      event.preventDefault();
      toggle(Number(target.dataset.save));
    } else if (target.dataset.savedDrop) {
      keep(saved().filter((id) => id !== Number(target.dataset.savedDrop))); // and the link leads to the list without it
    } else if ("savedMerge" in target.dataset) {
      const all = [...new Set([...saved(), ...read])];
      if (all.length > MOST) say("tooMany", all.length, MOST);
      else if (keep(all)) location.assign(address(all));
    } else if (keep([])) {
      location.assign("/saved/");
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches?.("[data-save]")) return; // a button answers to the space bar too
    event.preventDefault();
    toggle(Number(event.target.dataset.save));
  });

  window.addEventListener("storage", (event) => {
    if (event.key === KEY) show();
  });
  document.addEventListener("htmx:load", show);

  if (page && !read.length && !location.search && saved().length) location.replace(address(saved()));
  show();
})();
