/* A form that is too long for the server is stopped here, so that nothing typed is lost. */
(function () {
  const told = document.currentScript.dataset;
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.method !== "post") return;
    const texts = Array.from(new FormData(form)).filter(([, value]) => typeof value === "string");
    const length = form.enctype === "multipart/form-data" ? new Blob(texts.flat()).size : new URLSearchParams(texts).toString().length;
    if (length <= Number(told.limit)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: true, text: told.message, type: "error" } }));
    window.scrollTo(0, 0);
  }, true);
})();

/* Beside a colour's field stands the browser's own chooser. */
document.addEventListener("DOMContentLoaded", function () {
  for (const field of document.querySelectorAll("input[data-colour]")) {
    const chooser = document.createElement("input");
    chooser.type = "color";
    chooser.className = "accent-chooser";
    chooser.value = /^#[0-9a-f]{6}$/i.test(field.value) ? field.value : field.dataset.colour;
    chooser.setAttribute("aria-label", field.labels[0].textContent.trim());
    chooser.addEventListener("input", function () { field.value = chooser.value; });
    field.addEventListener("input", function () { if (/^#[0-9a-f]{6}$/i.test(field.value)) chooser.value = field.value; });
    field.after(chooser);
  }
});

/* Ctrl+Enter in the editor: nothing is published by it; the choice opens, and the focus stands on publishing, or on submitting. */
document.addEventListener("click", function (event) {
  if (!event.target.closest("[data-desk-publish]")) return;
  const wanted = () => ["action-publish", "action-submit"].map((name) => document.querySelector(`footer button[name="${name}"], .footer button[name="${name}"], .tippy-box button[name="${name}"]`)).find(Boolean);
  const isShown = (found) => found && found.offsetParent !== null;
  if (!isShown(wanted())) {
    const toggle = document.querySelector("footer [data-w-dropdown-target=toggle], .footer [data-w-dropdown-target=toggle]");
    if (toggle) toggle.click();
  }
  setTimeout(function () { const found = wanted(); if (found) found.focus(); }, 100);
});

/* What Wagtail's scripts draw has the name that is read beside it: its rich text, its list of keywords, its button for many files. */
(function () {
  let count = 0;
  function nameBy(field, label) {
    if (!label) return;
    label.id = label.id || `desk-label-${(count += 1)}`;
    field.setAttribute("aria-labelledby", label.id);
  }
  const labelOf = (hidden) => hidden && hidden.id && document.querySelector(`label[for="${CSS.escape(hidden.id)}"]`);
  const headingOf = (field) => document.getElementById(field.closest("section[aria-labelledby]")?.getAttribute("aria-labelledby"));
  const unnamed = (selector) => document.querySelectorAll(`:is(${selector}):not([aria-label], [aria-labelledby])`);
  function name() {
    for (const text of unnamed(".public-DraftEditor-content")) nameBy(text, labelOf(text.closest("[data-draftail-editor-wrapper]")?.parentElement.querySelector("input[data-draftail-input]")) || headingOf(text));
    for (const words of unnamed(".tagit-new input")) nameBy(words, labelOf(words.closest(".tagit").previousElementSibling));
    for (const files of unnamed(".replace-file-input input[type=file]")) nameBy(files, files.parentElement.querySelector("button"));
  }
  document.addEventListener("DOMContentLoaded", function () {
    /* Its reports have headings and heads of columns with nothing in them to be read out. */
    for (const empty of document.querySelectorAll("td > h2:empty, th:empty")) empty.setAttribute("aria-hidden", "true");
    name();
    new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  });
})();
