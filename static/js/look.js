// Light or dark without going to the server; the cookie tells the next page. Without this file the form does both.
"use strict";

(() => {
  const choices = document.querySelector(".look");
  if (choices) {
    choices.addEventListener("submit", (event) => {
      event.preventDefault();
      const look = event.submitter ? event.submitter.value : "";
      document.cookie = `look=${look}; path=/; max-age=${look ? 31536000 : 0}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
      if (look) document.documentElement.dataset.look = look;
      else delete document.documentElement.dataset.look;
      for (const button of choices.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(button.value === look));
      }
    });
  }
})();
