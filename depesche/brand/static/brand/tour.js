/* The tour of the desk's first page: a plain dialog, so Escape closes it and the focus stays inside. That it was taken or left is kept on the server. */
document.addEventListener("DOMContentLoaded", function () {
  const tour = document.querySelector("[data-tour]");
  if (!tour) return;
  const dialog = tour.querySelector("[data-tour-dialog]");
  const offer = tour.querySelector(".tour__offer");
  const steps = Array.from(dialog.querySelectorAll("[data-tour-step]"));
  const button = (name) => dialog.querySelector(`[data-tour-${name}]`);
  let here = 0;

  function point(place) {
    for (const marked of document.querySelectorAll(".tour-here")) marked.classList.remove("tour-here");
    const found = place && document.querySelector(`#wagtail-sidebar a[href="${CSS.escape(place).replaceAll("\\/", "/")}"]`);
    if (found) found.classList.add("tour-here");
  }
  function show(number) {
    const hasFocus = dialog.contains(document.activeElement);
    here = number;
    steps.forEach((step, place) => {
      step.hidden = place !== here;
      const heading = step.querySelector("h2");
      if (place === here) heading.id = "tour-title"; else heading.removeAttribute("id");
    });
    button("back").hidden = here === 0;
    button("on").hidden = here === steps.length - 1;
    button("end").hidden = here !== steps.length - 1;
    point(steps[here].dataset.place);
    if (hasFocus) steps[here].querySelector("h2").focus();
  }
  function begin() {
    dialog.showModal();
    show(0);
    steps[0].querySelector("h2").focus();
  }
  function remember() {
    const config = JSON.parse(document.getElementById("wagtail-config").textContent);
    const headers = { "Content-Type": "application/json", [config.CSRF_HEADER_NAME]: config.CSRF_TOKEN };
    fetch(tour.dataset.remember, { method: "PATCH", headers, body: JSON.stringify({ [tour.dataset.tour]: true }), keepalive: true });
    if (offer) offer.hidden = true;
  }

  tour.addEventListener("click", function (event) {
    const pressed = event.target.closest("button, [data-tour-go]");
    if (!pressed) return;
    const told = pressed.dataset;
    if ("tourBegin" in told) begin();
    if ("tourOn" in told) show(here + 1);
    if ("tourBack" in told) show(here - 1);
    if ("tourGo" in told) remember();
    if ("tourEnd" in told || "tourLeave" in told) {
      if (dialog.open) dialog.close(); else remember();
    }
  });
  /* However it is closed (Escape, too): it does not come by itself again. */
  dialog.addEventListener("close", function () {
    point("");
    remember();
    const heading = document.getElementById("now-heading");
    if (heading) { heading.tabIndex = -1; heading.focus(); }
  });
  if ("askedFor" in tour.dataset) begin();
});
