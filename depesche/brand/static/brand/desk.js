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
