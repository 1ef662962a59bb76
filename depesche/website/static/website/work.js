/* Lets the device prove work while many people sign up (B-08). Without it the sign-up is taken too; a colleague has a look first. */
const widget = document.querySelector("altcha-widget"), told = document.querySelector(".work [role=status]");
const say = (state) => { told.textContent = told.dataset[state] || ""; };
$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(widget.dataset.worker));
widget.addEventListener("statechange", (event) => say(event.detail.state));
customElements.whenDefined("altcha-widget").then(() => widget.verify());
