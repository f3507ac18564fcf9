// The page of saved lists: several lists with names, a note for each report, and a file that holds them all.
"use strict";

(() => {
  const { MOST_LISTS, LONGEST_NOTE, read, write, change, current, address, cleaned, empty } = savedLists;
  const page = document.querySelector("[data-saved-page]");
  const bar = page?.querySelector("[data-lists]");
  if (!bar) return;
  const choice = bar.querySelector("[data-lists-choice]");
  const name = bar.querySelector("[data-lists-name]");
  const status = bar.querySelector("[data-lists-status]");
  const MOST_BYTES = 2_000_000;

  const say = (sentence, ...values) => {
    status.textContent = bar.dataset[sentence].replace(/\{(\d)\}/g, (_, place) => values[place]);
  };
  const nameOf = (list) => list.name || bar.dataset.unnamed;

  // Store the lists, and show the current one at its address.
  function show(state) {
    if (write(state)) location.assign(address(state.lists[state.current]));
    else say("forbidden");
  }

  function fill() {
    const { lists, current: at } = read();
    choice.replaceChildren(...lists.map((list, place) => new Option(`${nameOf(list)} (${list.ids.length})`, place, false, place === at)));
    name.value = lists[at].name;
    name.placeholder = bar.dataset.unnamed;
    bar.querySelector("[data-lists-delete]").hidden = lists.length < 2 && !lists[at].name && !lists[at].ids.length;
    bar.querySelector("[data-lists-made]").textContent = lists[at].made;
  }

  // A note belongs to the reader's own list; the list of an address has none.
  function showNotes(isOwn) {
    const { notes } = current();
    for (const field of page.querySelectorAll("[data-note]")) {
      field.hidden = !isOwn;
      field.querySelector("textarea").value = notes[field.dataset.note] || "";
    }
  }

  function add() {
    const state = read();
    if (state.lists.length >= MOST_LISTS) return say("tooManyLists", MOST_LISTS);
    state.lists.push(empty(bar.dataset.new.replace("{0}", state.lists.length + 1)));
    state.current = state.lists.length - 1;
    return show(state);
  }

  function remove() {
    const state = read();
    if (!confirm(bar.dataset.sure.replace("{0}", nameOf(state.lists[state.current])))) return;
    state.lists.splice(state.current, 1);
    if (!state.lists.length) state.lists.push(empty());
    state.current = Math.max(0, state.current - 1);
    show(state);
  }

  function download() {
    const written = JSON.stringify({ archive: location.origin, savedLists: read().lists }, null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([written], { type: "application/json" }));
    link.download = `${bar.dataset.file}-${new Date().toISOString().slice(0, 10)}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  // The lists of the file come behind those that are there; one that is there already is passed over.
  async function upload(file) {
    let lists = null;
    try {
      lists = file.size <= MOST_BYTES ? JSON.parse(await file.text()).savedLists : null;
    } catch {
      // no JSON
    }
    if (!Array.isArray(lists) || !lists.length) return say("wrongFile");
    const state = read();
    const known = new Set(state.lists.map((list) => JSON.stringify(list)));
    const fresh = lists.slice(0, MOST_LISTS + 1).map(cleaned).filter((list) => !known.has(JSON.stringify(list)));
    if (!fresh.length) return say("nothingNew");
    const others = state.lists.filter((list) => list.name || list.ids.length); // the empty first one makes room
    if (others.length + fresh.length > MOST_LISTS) return say("tooManyLists", MOST_LISTS);
    return show({ current: others.length, lists: [...others, ...fresh] });
  }

  choice.addEventListener("change", () => show({ ...read(), current: Number(choice.value) }));
  name.addEventListener("change", () => {
    const state = read();
    state.lists[state.current].name = name.value.trim();
    show(state);
  });
  bar.addEventListener("click", (event) => {
    const { dataset } = event.target;
    if ("listsNew" in dataset) add();
    else if ("listsDelete" in dataset) remove();
    else if ("listsDownload" in dataset) download();
    else if ("listsUpload" in dataset) bar.querySelector("input[type=file]").click();
  });
  bar.querySelector("input[type=file]").addEventListener("change", (event) => {
    if (event.target.files.length) upload(event.target.files[0]);
  });
  page.addEventListener("change", (event) => {
    const field = event.target.closest("[data-note]");
    if (!field) return;
    const note = event.target.value.slice(0, LONGEST_NOTE).trim();
    const done = change((list) => {
      if (note) list.notes[field.dataset.note] = note;
      else delete list.notes[field.dataset.note];
    });
    say(done ? "noted" : "forbidden");
  });
  page.addEventListener("saved:shown", (event) => {
    fill();
    showNotes(event.detail.same);
  });
  bar.hidden = false;
  fill();
  const ids = page.dataset.savedPage.split(",").filter(Boolean).map(Number);
  showNotes(ids.length === current().ids.length && ids.every((id) => current().ids.includes(id)));
})();
