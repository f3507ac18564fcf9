// Completes what is typed into a search box: a list box below it, by the ARIA pattern of a combobox whose list is only
// offered (down, up, enter, escape). Without this file nothing happens, and the box searches as ever.
"use strict";

(() => {
  const { address, said: sentence } = document.currentScript.dataset; // the sentence in the language of the page
  const PAUSE = 150; // milliseconds without a key
  const known = new Map(); // answers of this page, the oldest dropped first
  const KEPT = 50;

  async function ask(typed, signal) {
    if (known.has(typed)) return known.get(typed);
    const response = await fetch(`${address}?q=${encodeURIComponent(typed)}`, { signal });
    if (!response.ok) return "";
    const fragment = await response.text();
    known.set(typed, fragment);
    if (known.size > KEPT) known.delete(known.keys().next().value);
    return fragment;
  }

  function attach(input, number) {
    const frame = document.createElement("div");
    frame.className = "completions-frame";
    frame.hidden = true;
    const said = document.createElement("p");
    said.className = "unseen";
    said.setAttribute("role", "status");
    const box = input.closest(".search-box") || input.form;
    box.classList.add("completes");
    box.append(frame, said);
    input.type = "text"; // a search field may not take the role of a combobox
    input.setAttribute("enterkeyhint", "search");
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]]) {
      input.setAttribute(name, value);
    }

    let timer, asking, options = [], active = -1;

    function close() {
      clearTimeout(timer);
      if (asking) asking.abort();
      frame.hidden = true;
      said.textContent = "";
      options = [];
      mark(-1);
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-controls");
    }

    function mark(place) {
      if (options[active]) options[active].setAttribute("aria-selected", "false");
      active = place;
      const option = options[place];
      if (!option) return input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    }

    function show(fragment) {
      const list = new DOMParser().parseFromString(fragment, "text/html").querySelector("[role=listbox]");
      const offered = list ? [...list.children] : [];
      if (!offered.length || document.activeElement !== input) return close();
      list.id = `completions-${number}`;
      offered.forEach((option, place) => { option.id = `${list.id}-${place}`; });
      frame.replaceChildren(list);
      frame.hidden = false;
      options = offered;
      mark(-1);
      input.setAttribute("aria-expanded", "true");
      input.setAttribute("aria-controls", list.id);
      said.textContent = sentence.replace("{0}", offered.length);
    }

    async function refresh() {
      const typed = input.value.trim();
      if (!typed) return close();
      if (asking) asking.abort();
      asking = new AbortController();
      try {
        const fragment = await ask(typed, asking.signal);
        if (input.value.trim() === typed) show(fragment);
      } catch {
        // Stopped by the next key, or no network: the box still searches.
      }
    }

    function follow(option) {
      location.assign(option.dataset.address);
    }

    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(refresh, PAUSE);
    });
    input.addEventListener("compositionend", () => {
      clearTimeout(timer);
      timer = setTimeout(refresh, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const last = options.length - 1;
      if (event.key === "ArrowDown" && !options.length) refresh();
      else if (event.key === "ArrowDown" && options.length) mark(active === last ? -1 : active + 1);
      else if (event.key === "ArrowUp" && options.length) mark(active < 0 ? last : active - 1);
      else if (event.key === "Enter" && options[active]) follow(options[active]);
      else if (event.key === "Escape" && options.length) close();
      else {
        if (event.key === "Enter") close();
        return;
      }
      event.preventDefault();
    });
    input.addEventListener("blur", close);
    // Before the box loses the focus, and only for the first button.
    frame.addEventListener("mousedown", (event) => event.preventDefault());
    frame.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) follow(option);
    });
  }

  document.querySelectorAll("search input[name=q]").forEach(attach);
})();
