// The saved lists (夹签), kept in this browser. Without this file every 夹签 is a link that adds to a list in a cookie.
"use strict";

// Beside static/js/saved-lists.js, which names the lists, notes and files on their page.
const savedLists = (() => {
  const KEY = "jiceng-saved";
  const MOST = 200; // reports in one list
  const MOST_LISTS = 50;
  const LONGEST_NAME = 60;
  const LONGEST_NOTE = 2000;

  const text = (value, longest) => (typeof value === "string" ? value.slice(0, longest) : "");

  // One list as it is stored; whatever is not ours becomes an empty list.
  function cleaned(list) {
    const ids = Array.isArray(list?.ids) ? list.ids.filter((id) => Number.isSafeInteger(id) && id > 0) : [];
    const notes = {};
    for (const id of ids) {
      const note = text(list.notes?.[id], LONGEST_NOTE);
      if (note) notes[id] = note;
    }
    return { name: text(list?.name, LONGEST_NAME), made: text(list?.made, 10), ids: [...new Set(ids)].slice(0, MOST), notes };
  }

  const today = () => new Date().toISOString().slice(0, 10);
  const empty = (name = "") => ({ name, made: today(), ids: [], notes: {} });

  function read() {
    let stored = null;
    try {
      stored = JSON.parse(localStorage.getItem(KEY) || "null");
    } catch {
      // storage is forbidden, or holds what is not ours
    }
    if (Array.isArray(stored)) stored = { lists: [{ ids: stored }] }; // as it was when there was one list
    const lists = (Array.isArray(stored?.lists) ? stored.lists : []).slice(0, MOST_LISTS).map(cleaned);
    if (!lists.length) lists.push(empty());
    const current = Number.isSafeInteger(stored?.current) && stored.current in lists ? stored.current : 0;
    return { current, lists };
  }

  function write(state) {
    try {
      localStorage.setItem(KEY, JSON.stringify(state));
      return true;
    } catch {
      return false;
    }
  }

  // Change the current list and store it; false where storage is forbidden.
  function change(edit) {
    const state = read();
    edit(state.lists[state.current], state);
    return write(state);
  }

  function address({ ids, name }) {
    const parameters = [ids.length ? `ids=${ids.join(",")}` : "", name ? `name=${encodeURIComponent(name)}` : ""];
    const written = parameters.filter(Boolean).join("&");
    return written ? `/saved/?${written}` : "/saved/";
  }

  const current = () => {
    const { lists, current: at } = read();
    return lists[at];
  };
  return { KEY, MOST, MOST_LISTS, LONGEST_NOTE, read, write, change, current, address, cleaned, empty };
})();

(() => {
  const { KEY, MOST, change, current, address } = savedLists;
  const status = document.querySelector("[data-saved-status]");
  const page = document.querySelector("[data-saved-page]");
  const read = page ? page.dataset.savedPage.split(",").filter(Boolean).map(Number) : null;

  // The sentences are the server's, in the language of the page: saved_sentences in templates/pages/macros/frame.html.
  function say(name, ...numbers) {
    if (status) status.textContent = status.dataset[name].replace(/\{(\d)\}/g, (_, place) => numbers[place]);
  }

  function keep(ids) {
    const done = change((list) => {
      list.ids = ids;
      for (const id of Object.keys(list.notes)) if (!ids.includes(Number(id))) delete list.notes[id];
    });
    if (!done) say("forbidden");
    return done;
  }

  const saved = () => current().ids;

  function show() {
    const ids = saved();
    const link = document.querySelector("[data-saved-link]");
    if (link) {
      link.href = address(current());
      link.querySelector("[data-saved-count]").textContent = ids.length || "";
    }
    for (const button of document.querySelectorAll("[data-save]")) {
      const held = ids.includes(Number(button.dataset.save));
      button.setAttribute("role", "button");
      button.setAttribute("aria-pressed", String(held));
      button.firstChild.textContent = held ? status.dataset.held : status.dataset.unheld;
    }
    for (const button of document.querySelectorAll("[data-save-all]")) button.setAttribute("role", "button");
    if (!page) return;
    const same = read.length === ids.length && read.every((id) => ids.includes(id));
    page.querySelector("[data-saved-shared]").hidden = same || !read.length;
    for (const clear of page.querySelectorAll("[data-saved-clear]")) clear.hidden = !same || !read.length;
    page.dispatchEvent(new CustomEvent("saved:shown", { detail: { same } }));
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

  function saveAll(more) {
    const all = [...new Set([...saved(), ...more])];
    if (all.length > MOST) say("tooMany", all.length, MOST);
    else if (keep(all)) say("kept", all.length);
    show();
  }

  function press(target) {
    if (target.dataset.save) toggle(Number(target.dataset.save));
    else saveAll(target.dataset.saveAll.split(",").map(Number));
  }

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return; // a new tab is the reader's wish
    const target = event.target.closest("[data-save], [data-save-all], [data-saved-drop], [data-saved-move], [data-saved-merge], [data-saved-clear]");
    if (!target) return;
    if (target.dataset.save || target.dataset.saveAll) {
      event.preventDefault();
      press(target);
    } else if (target.dataset.savedDrop) {
      keep(saved().filter((id) => id !== Number(target.dataset.savedDrop))); // and the link leads to the list without it
    } else if (target.dataset.savedMove) {
      const ids = saved();
      const at = ids.indexOf(Number(target.dataset.savedMove));
      const isOwn = ids.length === read.length && ids.every((id, place) => id === read[place]);
      if (isOwn && at > 0) keep([...ids.slice(0, at - 1), ids[at], ids[at - 1], ...ids.slice(at + 1)]); // and the link leads there
    } else if ("savedMerge" in target.dataset) {
      const all = [...new Set([...saved(), ...read])];
      if (all.length > MOST) say("tooMany", all.length, MOST);
      else if (keep(all)) location.assign(address(current()));
    } else if (keep([])) {
      location.assign("/saved/");
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches?.("[data-save], [data-save-all]")) return; // a button answers to the space bar too
    event.preventDefault();
    press(event.target);
  });

  window.addEventListener("storage", (event) => {
    if (event.key === KEY) show();
  });
  document.addEventListener("htmx:load", show);

  document.cookie = "saved=; path=/; max-age=0"; // the list of a reader without script
  if (page && !read.length && !location.search && saved().length) location.replace(address(current()));
  show();
})();
