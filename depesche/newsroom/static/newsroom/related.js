/* Pins and hides related articles with one click: fills the rows of the two inline panels, which are the article's own. */
(function () {
  const ROWS = { pin: "background", hide: "hidden_background" };
  const input = (row, name) => row.querySelector(`input[name$="-${name}"]`);

  /* The rows of a panel that will be saved, with the article each names. */
  function rows(relation) {
    return Array.from(document.querySelectorAll(`#id_${relation}-FORMS > [data-inline-panel-child]`))
      .filter((row) => !input(row, "DELETE") || input(row, "DELETE").value !== "1")
      .map((row) => ({ row, id: input(row, "shown") ? input(row, "shown").value : "" }));
  }

  function add(relation, article) {
    if (rows(relation).some((one) => one.id === article.id)) return true;
    const empty = rows(relation).find((one) => !one.id);
    const button = document.getElementById(`id_${relation}-ADD`);
    if (!empty && (!button || button.disabled)) return false;
    if (!empty) button.click();
    const { row } = empty || rows(relation).pop();
    document.getElementById(`${input(row, "shown").id}-chooser`).widget.setState({ id: article.id, adminTitle: article.title, editUrl: article.edit });
    return true;
  }

  function remove(relation, article) {
    for (const { row, id } of rows(relation)) {
      if (id === article.id) document.getElementById(`${input(row, "DELETE").id}-button`).click();
    }
    return true;
  }

  const DEEDS = {
    pin: (article) => add(ROWS.pin, article),
    unpin: (article) => remove(ROWS.pin, article),
    hide: (article) => add(ROWS.hide, article),
    unhide: (article) => remove(ROWS.hide, article),
  };

  function start(panel) {
    const place = panel.querySelector("[data-related-rows]");
    const said = panel.querySelector("[data-related-said]");
    let asked = 0;

    async function show() {
      const number = ++asked;
      const address = new URL(panel.dataset.related, window.location.href);
      rows(ROWS.pin).forEach(({ id }) => id && address.searchParams.append("pin", id));
      rows(ROWS.hide).forEach(({ id }) => id && address.searchParams.append("hide", id));
      const answer = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.ok && number === asked) place.innerHTML = await answer.text();
    }

    panel.addEventListener("click", (event) => {
      const button = event.target.closest("[data-related-deed]");
      if (!button) return;
      const { id, title, edit } = button.closest("[data-id]").dataset;
      said.textContent = DEEDS[button.dataset.relatedDeed]({ id, title, edit }) ? "" : panel.dataset.full;
      show().then(() => place.querySelector("button")?.focus());
    });
    show();
    let waiting;
    for (const relation of Object.values(ROWS)) {
      document.getElementById(`id_${relation}-FORMS`)?.addEventListener("change", () => {
        clearTimeout(waiting);
        waiting = setTimeout(show, 300);
      });
    }
  }

  const ready = () => document.querySelectorAll("[data-related]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
