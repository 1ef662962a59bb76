/* Loads a player or map of somebody else after the reader asked for it. Without this script the button leads there. */
document.addEventListener("click", (event) => {
  const button = event.target.closest(".embed .button");
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const figure = button.closest(".embed");
  const frame = document.createElement("iframe");
  frame.src = figure.dataset.frame;
  frame.title = figure.dataset.title;
  frame.allow = "fullscreen; encrypted-media; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.style["tall" in figure.dataset ? "height" : "aspectRatio"] = figure.dataset.shape;
  figure.replaceChildren(frame);
  frame.focus();
});
