/* What is at work is shown anew every few seconds, without the page: the parts that the focus is not in; the whole page when it is done. */
(function () {
  const place = () => document.querySelector("[data-renew]");
  async function renew() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (answer && answer.ok) {
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-renew]");
      if (!found) return location.reload();
      const parts = found.querySelectorAll("[data-renewed]");
      place().querySelectorAll("[data-renewed]").forEach(function (part, number) {
        if (!part.contains(document.activeElement) && parts[number]) part.replaceWith(parts[number]);
      });
    }
    wait();
  }
  function wait() { setTimeout(renew, 1000 * Number(place().dataset.renew)); }
  if (place()) wait();
})();
