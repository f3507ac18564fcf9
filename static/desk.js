// Suggestions for the field of the region; without this script a code or a full name is typed.
"use strict";

for (const field of document.querySelectorAll("input[data-suggestions]")) {
  const list = document.getElementById(field.getAttribute("list"));
  let asked = "";
  field.addEventListener("input", async () => {
    const term = field.value.trim();
    if (!term || term === asked) return;
    asked = term;
    const response = await fetch(`${field.dataset.suggestions}&term=${encodeURIComponent(term)}`);
    if (!response.ok || term !== asked) return;
    const { results } = await response.json();
    list.replaceChildren(
      ...results.map((unit) => {
        const option = document.createElement("option");
        option.value = `${unit.id} ${unit.name}`;
        option.label = unit.text;
        return option;
      }),
    );
  });
}
