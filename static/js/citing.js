// 复制, 打印, and 引用此段 on a selected passage, or on the paragraph whose number is pressed. Without this file references
// can be selected and downloaded, and a paragraph's number links to it.
"use strict";

(() => {
  const cite = document.querySelector(".cite");
  const said = document.querySelector("[data-said]");
  const phrases = cite ? cite.querySelector("[data-copy]").dataset : {}; // in the language of the page
  const LONGEST = 40; // characters of a passage that its address spells out; of a longer one, both ends
  const END = 12;
  const CONTEXT = 6; // characters in front of and behind it, more where the same words stand twice
  const MOST_CONTEXT = 32;

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
  bar.setAttribute("role", "region");
  bar.setAttribute("aria-label", phrases.quote || "");
  const quoting = document.createElement("button");
  quoting.type = "button";
  quoting.textContent = phrases.quote || "";
  const link = document.createElement("a");
  link.textContent = phrases.link || "";
  const sharing = document.createElement("button"); // static/js/share.js shows it where the system shares
  sharing.type = "button";
  sharing.textContent = phrases.sharing || "";
  bar.append(quoting, link, sharing);

  function wordsOf(range) {
    const part = range.cloneContents();
    for (const extra of part.querySelectorAll(".paragraph-number, del, .removed")) extra.remove();
    return part.textContent;
  }

  const squeezed = (text) => [...text.replace(/\s+/g, "")];
  const quoted = (range) => wordsOf(range).replace(/\s+/g, " ").trim();

  // What stands around the passage: so much that no other place of the page has the same.
  function surroundings(range) {
    const before = document.createRange();
    before.setStart(words, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const after = document.createRange();
    after.setStart(range.endContainer, range.endOffset);
    after.setEnd(words, words.childNodes.length);
    const [front, middle, behind] = [before, range, after].map((part) => squeezed(wordsOf(part)));
    const whole = [...front, ...middle, ...behind].join("");
    for (let length = CONTEXT; ; length += 4) {
      const prefix = front.slice(-length).join("");
      const suffix = behind.slice(0, length).join("");
      const all = prefix + middle.join("") + suffix;
      if (length >= MOST_CONTEXT || whole.indexOf(all) === whole.lastIndexOf(all)) return { prefix, suffix };
    }
  }

  // Letters stay readable in the address; only what would end it, or part it, is escaped.
  const readable = (value) => value.replace(/[^\p{L}\p{N}\u2010-\u2fff\u3001-\u303f\uff01-\uff65]/gu, encodeURIComponent);

  // A selection often ends in front of the next paragraph: none of its words is in it.
  function hasWordsOf(paragraph, range) {
    if (!range.intersectsNode(paragraph)) return false;
    const part = document.createRange();
    part.selectNodeContents(paragraph);
    if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
    if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
    return quoted(part) !== "";
  }

  function paragraphsOf(range) {
    const numbers = [...words.querySelectorAll("p[id]")].filter((each) => hasWordsOf(each, range));
    return numbers.map((each) => each.id.slice(1)).filter((number) => /^\d+$/.test(number));
  }

  function addressOf(passage, range) {
    const short = [...passage].length <= LONGEST || passage.slice(0, END).includes("…");
    const letters = [...passage];
    const quote = short ? letters.slice(0, 300).join("") : `${letters.slice(0, END).join("")}…${letters.slice(-END).join("")}`;
    const named = { quote, ...surroundings(range), p: paragraphsOf(range)[0] || "" };
    const parameters = Object.entries(named).filter(([, value]) => value);
    const query = parameters.map(([name, value]) => `${name}=${readable(value)}`).join("&");
    return `${location.origin}${location.pathname}?${query}#passage`;
  }

  function paragraphNamed(range) {
    const numbers = paragraphsOf(range);
    if (!numbers.length) return "";
    const named = numbers.length > 1 ? `${numbers[0]}–${numbers[numbers.length - 1]}` : numbers[0];
    return phrases.paragraph.replace("{0}", named);
  }

  function offer() {
    const selection = document.getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const passage = range && words.contains(range.commonAncestorContainer) ? quoted(range) : "";
    bar.hidden = passage.length < 2;
    if (bar.hidden) return;
    const address = addressOf(passage, range);
    link.href = sharing.dataset.share = address;
    sharing.dataset.words = `“${passage}”`;
    quoting.onclick = () => {
      const reference = cite ? cite.querySelector(".of-gb").textContent.trim() : "";
      const converted = words.dataset.converted || "";
      copy(`“${passage}”${paragraphNamed(range)}${converted}\n${reference}\n${address}`, quoting);
    };
    const box = range.getBoundingClientRect();
    bar.style.top = `${window.scrollY + Math.min(box.bottom + 8, window.innerHeight - 60)}px`;
    bar.style.left = `${Math.max(8, Math.min(window.innerWidth - bar.offsetWidth - 8, window.scrollX + box.left))}px`;
  }

  if (words) {
    document.body.append(bar);
    bar.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the selection
    // The number of a paragraph offers the whole of it.
    for (const number of words.querySelectorAll("a.paragraph-number")) number.title = phrases.quote;
    words.addEventListener("click", (event) => {
      const number = event.target.closest("a.paragraph-number");
      if (!number || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      location.hash = number.hash; // at once: later it would take the focus away again
      const range = document.createRange();
      range.setStartAfter(number);
      range.setEnd(number.parentElement, number.parentElement.childNodes.length);
      const selection = document.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      offer();
      if (event.detail === 0 && !bar.hidden) quoting.focus({ preventScroll: true }); // pressed by a key
    });
    document.addEventListener("selectionchange", () => {
      clearTimeout(offer.waiting);
      offer.waiting = setTimeout(offer, 150);
    });
  }
})();
