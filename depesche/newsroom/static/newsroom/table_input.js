/* Fills the field of a table from a CSV file; the browser reads it, nothing is sent before the article is saved. */
(function () {
  const LARGEST = 100000;

  /* UTF-8 as it should be, UTF-16 as some spreadsheets write it, else the code page of Western Windows. */
  function text(bytes) {
    const two = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "";
    if (two) return new TextDecoder(two).decode(bytes);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch (error) {
      return new TextDecoder("windows-1252").decode(bytes);
    }
  }

  document.addEventListener("change", async (event) => {
    if (!event.target.matches("[data-table-file]") || !event.target.files.length) return;
    const place = event.target.closest("[data-table-place]");
    const said = place.querySelector("[data-table-said]");
    const area = place.querySelector("textarea");
    const file = event.target.files[0];
    event.target.value = "";
    if (file.size > LARGEST) {
      said.textContent = said.dataset.large;
      return;
    }
    const told = text(new Uint8Array(await file.arrayBuffer()));
    if (told.includes("\u0000")) {
      said.textContent = said.dataset.binary;
      return;
    }
    area.value = told.replace(/^\ufeff/, "").trimEnd();
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.dispatchEvent(new Event("change", { bubbles: true }));
    said.textContent = `${said.dataset.taken} ${file.name}`;
  });
})();
