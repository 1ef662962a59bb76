/* Passkeys need a browser that knows them and a page that is opened under a name: numbers such as 127.0.0.1 are not allowed (WebAuthn, 5.1.3). */
(function () {
  const isNumber = /^[\d.]+$|:/.test(window.location.hostname);
  const works = Boolean(window.PublicKeyCredential) && !isNumber;
  const show = (mark, visible) => document.querySelectorAll(mark).forEach((part) => { part.hidden = !visible; });
  show("[data-passkey]", works);
  show("[data-no-passkey]", !works);
  const link = document.querySelector("[data-passkey-localhost]");
  if (link && window.location.hostname === "127.0.0.1") {
    const address = new URL(window.location.href);
    address.hostname = "localhost";
    link.href = address.href;
    link.hidden = false;
  }
  document.addEventListener("submit", function (event) {
    const button = event.target.querySelector("#passkey-add");
    if (!button || event.target.elements.credential.value) return;
    event.preventDefault();
    button.click();
  });
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    show("[data-passkey-trouble]", true);
  });
})();
