// Reasons found by people's own words, in any of the three languages; the words never leave this page.
(() => {
  "use strict";
  const MOST = 6;
  const SHORTEST = 3;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= SHORTEST);
  let known;
  const catalogue = () => {
    known ??= [...document.querySelectorAll("#catalogue li")].map((one) => ({
      code: one.dataset.code, name: one.textContent, words: [...new Set(words(one.dataset.words))],
    }));
    return known;
  };
  // A word that few reasons have says more than one that many have.
  const found = (asked) => {
    const all = catalogue();
    const scores = new Map();
    for (const word of words(asked)) {
      const having = all.filter((reason) => reason.words.some((one) => one.startsWith(word)));
      for (const reason of having) {
        scores.set(reason, (scores.get(reason) || 0) + Math.log(1 + all.length / having.length));
      }
    }
    return [...scores].sort((one, other) => other[1] - one[1]).slice(0, MOST).map(([reason]) => reason);
  };
  const show = (input) => {
    const form = input.form;
    const list = form.querySelector("[data-found]");
    const status = form.querySelector("[role=status]");
    const reasons = found(input.value);
    list.replaceChildren(...reasons.map((reason) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "submit", name: "reason", value: reason.code, textContent: reason.name });
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
    list.hidden = !reasons.length;
    form.elements.idempotency_key.value = crypto.randomUUID();  // what is found now is another command
    const { one, many, none } = status.dataset;
    if (!words(input.value).length) status.textContent = "";
    else status.textContent = { 0: none, 1: one }[reasons.length] ?? many.replace("#", reasons.length);
  };
  const finds = (target) => target.closest?.("[data-finds]");
  document.addEventListener("input", (event) => {
    if (finds(event.target)) show(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const input = finds(event.target);
    const button = event.target.closest?.("[data-found] button");
    if (!input && !button) return;
    const all = [...event.target.form.querySelectorAll("[data-found] button")];
    const place = all.indexOf(button);
    if (event.key === "ArrowDown") (all[place + 1] || event.target).focus();
    else if (event.key === "ArrowUp") (all[place - 1] || event.target.form.querySelector("[data-finds]")).focus();
    else if (input && event.key === "Escape") { input.value = ""; show(input); }
    else if (!input || event.key !== "Enter" || all.length) return;
    event.preventDefault();
  });
})();
