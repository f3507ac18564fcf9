// 复制, 打印, and 引用此段 on a selected passage. Without this file references can be selected and downloaded,
// and a paragraph's number links to it.
"use strict";

(() => {
  const cite = document.querySelector(".cite");
  const said = document.querySelector("[data-said]");
  const phrases = cite ? cite.querySelector("[data-copy]").dataset : {}; // in the language of the page
  const LONGEST = 60; // characters of a passage that its address spells out; of a longer one, both ends
  const END = 16;

  async function copy(words, button) {
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      const box = document.createElement("textarea"); // no clipboard outside https and localhost
      box.value = words;
      box.className = "unseen";
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    const label = button.textContent;
    button.textContent = phrases.copied;
    if (said) said.textContent = phrases.copied;
    setTimeout(() => {
      button.textContent = label;
      if (said) said.textContent = "";
    }, 1600);
  }

  if (cite) {
    const copying = cite.querySelector("[data-copy]");
    const printing = cite.querySelector("[data-print]");
    const chosen = () => [...cite.querySelectorAll(".citation")].find((each) => each.offsetParent !== null);
    copying.hidden = printing.hidden = false;
    copying.addEventListener("click", () => copy(chosen().textContent, copying));
    printing.addEventListener("click", () => window.print());
  }

  // A passage: what is selected inside the text, named by its words, so that the link outlives corrections elsewhere.
  const words = document.querySelector(".text");
  const bar = document.createElement("div");
  bar.className = "passage-bar";
  bar.hidden = true;
  const quoting = document.createElement("button");
  quoting.type = "button";
  quoting.textContent = phrases.quote || "";
  const link = document.createElement("a");
  link.textContent = phrases.link || "";
  bar.append(quoting, link);

  function quoted(range) {
    const part = range.cloneContents();
    for (const extra of part.querySelectorAll(".paragraph-number, del, .removed")) extra.remove();
    return part.textContent.replace(/\s+/g, " ").trim();
  }

  function addressOf(passage, range) {
    const start = range.startContainer;
    const paragraph = (start.nodeType === 1 ? start : start.parentElement).closest(".text p[id]");
    const address = new URL(location.pathname, location.href);
    const short = passage.length <= LONGEST || passage.slice(0, END).includes("…");
    const letters = [...passage];
    address.searchParams.set("quote", short ? letters.slice(0, 300).join("") : `${letters.slice(0, END).join("")}…${letters.slice(-END).join("")}`);
    if (paragraph) address.searchParams.set("p", paragraph.id.slice(1));
    address.hash = "passage";
    return address.href;
  }

  function offer() {
    const selection = document.getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const passage = range && words.contains(range.commonAncestorContainer) ? quoted(range) : "";
    bar.hidden = passage.length < 2;
    if (bar.hidden) return;
    link.href = addressOf(passage, range);
    quoting.onclick = () => {
      const reference = cite ? cite.querySelector(".of-gb").textContent.trim() : "";
      const converted = words.dataset.converted || "";
      copy(`“${passage}”${converted}\n${reference}\n${link.href}`, quoting);
    };
    const box = range.getBoundingClientRect();
    bar.style.top = `${window.scrollY + box.bottom + 8}px`;
    bar.style.left = `${Math.max(8, Math.min(window.innerWidth - bar.offsetWidth - 8, window.scrollX + box.left))}px`;
  }

  if (words) {
    document.body.append(bar);
    bar.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the selection
    document.addEventListener("selectionchange", () => {
      clearTimeout(offer.waiting);
      offer.waiting = setTimeout(offer, 150);
    });
  }
})();
