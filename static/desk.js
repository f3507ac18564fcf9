// The desk's keys, suggestions of regions, and a warning before typed words are lost. Every key presses a button or
// follows a link that is on the page; without this file they are clicked, and a region is typed in full or by code.
"use strict";

const form = document.querySelector("form.review");

/* Keys */
const typing = "textarea, select, input:not([type=radio], [type=checkbox])";

function openNote() {
  const id = decodeURIComponent(location.hash.slice(1));
  const note = id && document.getElementById(id);
  return note && note.matches(".spot-note") ? note : null;
}

function go(place) {
  const hash = place.matches("a") ? place.getAttribute("href") : "";
  if (hash && location.hash !== hash) location.hash = hash;
  place.scrollIntoView({ block: "center" });
  place.focus({ preventScroll: true });
}

/* Page images of a scan: few are made at a time, and one that was refused is asked for again. */
for (const image of document.querySelectorAll(".page-image img")) {
  let tries = 0;
  const again = () => {
    tries += 1;
    if (tries <= 30) setTimeout(() => { image.src = `${image.src.split("?")[0]}?${tries}`; }, 2000);
  };
  image.addEventListener("error", again);
  if (image.complete && !image.naturalWidth && image.currentSrc) again();
}

let last = -1;
function nextDoubt() {
  const places = document.querySelectorAll("[data-doubt]");
  if (!places.length) return;
  last = (last + 1) % places.length;
  go(places[last]);
}

function press(name) {
  const removed = document.activeElement && document.activeElement.closest(".removed");
  const button = (openNote() || removed || form).querySelector(`:scope > button[name="${name}"]`);
  if (button) button.click();
  return Boolean(button);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest(typing)) return;
  const key = event.key.toLowerCase();
  if (key === "enter") {
    if (!event.target.closest("button, summary, a:not(.change, .gap)") && press("accept")) event.preventDefault();
  } else if (key === "z") {
    press("put_back");
  } else if (key === "n") {
    nextDoubt();
  } else {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return;
    event.preventDefault();
    target.click();
  }
});

const next = document.getElementById("next-doubt");
if (next) {
  next.addEventListener("click", (event) => {
    event.preventDefault();
    nextDoubt();
  });
}

const words = document.getElementById("id_return_words");
if (words) {
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // the form's first button would save
    form.querySelector("button[value=return]").click();
  });
}

for (const line of document.querySelectorAll(".removed")) {
  line.addEventListener("click", (event) => event.target.closest("button") || line.focus());
}

/* Nothing typed is lost by a key or a link */
let changed = false;
form.addEventListener("input", (event) => {
  if (event.target.name) changed = true;
});
form.addEventListener("submit", () => (changed = false));
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

/* What was typed wins over what is picked, so a pick takes the typing back */
for (const row of document.querySelectorAll(".card-row")) {
  const own = row.querySelector("[name^=own_]");
  const was = row.querySelector("[name^=was_]");
  for (const radio of own ? row.querySelectorAll("[type=radio]") : []) {
    radio.addEventListener("change", () => (own.value = was.value));
  }
}

/* Regions by a typed beginning */
for (const field of document.querySelectorAll("input[data-regions]")) {
  const list = document.getElementById("region-suggestions");
  let asked = "";
  let at = -1;
  const given = new Map([
    ["role", "combobox"],
    ["aria-controls", list.id],
    ["aria-expanded", "false"],
    ["aria-autocomplete", "list"],
  ]);
  for (const [name, value] of given) field.setAttribute(name, value);

  const close = () => {
    list.hidden = true;
    at = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const take = (option) => {
    field.value = asked = option.dataset.value;
    changed = true;
    close();
  };
  const mark = (step) => {
    at = (at + step + list.children.length) % list.children.length;
    for (const [index, option] of [...list.children].entries()) option.setAttribute("aria-selected", index === at);
    field.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const part = (name, words) => {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = words;
    return span;
  };
  field.addEventListener("input", async () => {
    const words = field.value.trim();
    if (!words) return close();
    asked = words;
    const response = await fetch(`${field.dataset.regions}?words=${encodeURIComponent(words)}`);
    if (!response.ok || words !== asked) return;
    const { regions } = await response.json();
    list.replaceChildren(
      ...regions.map((region, index) => {
        const option = document.createElement("li");
        option.id = `region-${index}`;
        option.setAttribute("role", "option");
        option.dataset.value = `${region.code} ${region.name}`;
        const name = region.via ? `${region.name}（${region.via}）` : region.name;
        option.append(part("name", name), part("path", region.path), part("code", region.code));
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => take(option));
        return option;
      }),
    );
    close();
    if (!regions.length) return;
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    mark(1);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter") take(list.children[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", close);
}
